"""How the office's pages count the days something has waited."""

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def days_waiting(since: datetime | None) -> int:
    """Days since then as the calendar counts them, Vietnam's; 0: since today."""
    return (timezone.localdate() - timezone.localdate(since)).days if since else 0

"""What every page knows about this installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Whether this is a demonstration: it has to say so on every page."""
    return {"DEMO": settings.DEMO}

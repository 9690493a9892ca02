"""Numbers, days and hours in the form Vietnamese offices write them, whatever the language of the page."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from emulation.text import write_number

register = template.Library()

UNITS = ("byte", "KB", "MB", "GB", "TB")


@register.filter
def number(value: Decimal | int | None) -> str:
    """1.234,5: grouped, without idle zeros; nothing for nothing."""
    return "" if value is None else write_number(value)


@register.filter
def typed(value: Decimal | int | None) -> str:
    """1234,5: what belongs into an input field, since "1.234" could be read in two ways when it comes back."""
    return "" if value is None else write_number(value, grouped=False)


@register.filter
def percent(value: Decimal | int | None) -> str:
    """95,7%: the value is already in hundredths."""
    return "" if value is None else f"{write_number(value)}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """21/11/2026, in Vietnam's time."""
    return "" if value is None else f"{_local(value):%d/%m/%Y}"


@register.filter
def clock(value: datetime | None) -> str:
    """14:03, in Vietnam's time."""
    return "" if value is None else f"{_local(value):%H:%M}"


@register.filter
def deadline(value: datetime | None) -> str:
    """17 giờ ngày 31/12/2019 (còn 12 ngày): days as the calendar counts them, so that nobody is off by one."""
    return "" if value is None else f"{moment(value)} ({remaining(value)})"


@register.filter
def moment(value: datetime) -> str:
    """17 giờ ngày 31/12/2019 · 17 giờ 30 ngày 31/12/2019, in Vietnam's time."""
    local = timezone.localtime(value)
    parts = {"hour": local.hour, "minute": f"{local:%M}", "day": day(local)}
    when = gettext("%(hour)s:%(minute)s on %(day)s") if local.minute else gettext("%(hour)s:00 on %(day)s")
    return when % parts


@register.filter
def remaining(value: datetime) -> str:
    """còn 12 ngày · hôm nay · quá hạn 3 ngày."""
    now = timezone.localtime()
    days = (timezone.localtime(value).date() - now.date()).days
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    if value >= now:
        return gettext("today")
    if days == 0:
        return gettext("overdue since today")
    return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}


@register.filter
def filesize(size: int | None) -> str:
    """480 KB, 1,2 MB: two digits are enough to tell a scan from a photo album."""
    if size is None:
        return ""
    step, amount = 0, Decimal(size)
    while amount >= 1000 and step < len(UNITS) - 1:
        amount, step = amount / 1024, step + 1
    shown = amount.quantize(Decimal("0.1") if step > 1 and amount < 10 else Decimal(1))
    return f"{write_number(shown)} {UNITS[step]}"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value

"""What the pages are handed."""

from emulation.htmx import HtmxRequest
from wards.models import Officer


class OfficerRequest(HtmxRequest):
    """A request behind `login_required`: the person is an officer, never anonymous."""

    user: Officer


def asked_page(request: OfficerRequest) -> int | None:
    """`?trang=`: the page of the document to show; None for what is no page number."""
    page = request.GET.get("trang", "")
    return int(page) if page.isdecimal() and len(page) < 6 else None


def asked_large(request: OfficerRequest) -> bool:
    """`?co=lon`: the larger picture."""
    return request.GET.get("co") == "lon"

"""What the pages are handed."""

from emulation.htmx import HtmxRequest
from wards.models import Officer


class OfficerRequest(HtmxRequest):
    """A request behind `login_required`: the person is an officer, never anonymous."""

    user: Officer

"""What the frame of every page shows of the person: where they may go and for whom they act."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wards.models import Officer


def navigation(request: HttpRequest) -> dict[str, object]:
    """`nav` (label, url, current) and `membership_label` for base.html; one query a request."""
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return {}
    memberships = officer.current_memberships
    roles = {membership.role for membership in memberships}
    pages = []
    if roles & {"official", "leader", "clerk"}:
        pages += [("wards:my_work", _("My work")), ("wards:evidence_list", _("Evidence library"))]
    if roles & {"reviewer", "head"}:
        pages += [("wards:overview", _("Overview")), ("wards:review_queue", _("Appraisal"))]
    if memberships:
        pages.append(("wards:catalogue_list", _("Criteria sets")))
    if officer.is_staff:
        pages.append(("admin:index", _("Administration")))
    nav = [{"label": label, "url": reverse(name), "current": request.path == reverse(name)} for name, label in pages]
    return {"nav": nav, "membership_label": ", ".join(sorted({str(m.place) for m in memberships}))}

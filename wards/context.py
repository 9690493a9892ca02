"""What the frame of every page shows of the person: where they may go and for whom they act."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wards.domain.notifying import notices
from wards.models import Officer

PAPERS = {
    "awards:papers", "awards:paper_texts", "awards:paper_register", "awards:issue_cancel", "awards:paper_scan",
    "awards:binders",
}  # fmt: skip
COUNCILS = {
    "awards:councils", "awards:council", "awards:council_edit", "awards:council_new_ward", "awards:council_new_office",
    "awards:meeting", "awards:meeting_new", "awards:meeting_edit", "awards:meeting_attendance", "awards:meeting_wards",
    "awards:meeting_remove", "awards:meeting_close", "awards:ballot", "awards:ballot_recuse", "awards:provisions",
    "awards:provision_new", "awards:provision_confirm",
}  # fmt: skip

# The pages inside each section of the menu; what stands in two of them belongs to the first the person has.
SECTIONS = {
    "wards:my_work": {
        "wards:task_list", "wards:assignments", "wards:criterion", "wards:entry_save", "wards:entry_why",
        "wards:check_answers", "wards:questions", "wards:submit", "wards:take_back", "wards:hand_in", "wards:recall",
        "wards:history", "wards:hand_in_detail", "wards:handed_page", "wards:ward_overview", "wards:cite",
        "wards:evidence_new", "wards:reuse", "wards:citation_view", "wards:citation_edit", "wards:citation_renew",
        "wards:inspections", "wards:inspection", *PAPERS,
    },
    "wards:evidence_list": {
        "wards:evidence_detail", "wards:evidence_remove", "wards:file_remove", "wards:evidence_gaps",
        "wards:evidence_revise", "wards:reuse_all",
    },
    "wards:overview": {
        "wards:dashboard", "wards:criterion_overview", "wards:ward_overview", "wards:task_list", "wards:assignments",
        "wards:criterion", "wards:entry_why",
    },
    "wards:review_queue": {
        "wards:desk", "wards:judge", "wards:remark", "wards:confirm_seen", "wards:changes", "wards:question_notes",
        "wards:usual_reasons", "wards:usual_reason", "wards:start_review", "wards:ask_completion", "wards:complete",
        "wards:reopen", "wards:extend", "wards:charge_lines", "wards:inspections", "wards:inspection",
        "wards:inspection_new", "wards:inspection_edit", "wards:inspection_close", "wards:inspection_remove",
        "wards:photos_add", "wards:history", "wards:hand_in_detail", "wards:handed_page", "wards:citation_view",
        *PAPERS,
    },
    "awards:councils": COUNCILS,
    "awards:dossiers": {
        "awards:dossier_new", "awards:dossier", "awards:dossier_wards", "awards:dossier_meeting", "awards:dossier_drop",
        "awards:dossier_forward", "awards:dossier_papers", "awards:dossier_texts", "awards:dossier_binders",
        "awards:grants", *COUNCILS,
    },
    "awards:waiting": {*PAPERS, "awards:dossier_papers"},
    "awards:received_list": {
        "awards:received", "awards:received_receipt", "awards:received_return", "awards:received_decide",
    },
    "wards:registry": {"wards:registry_edit", "wards:registry_import"},
    "wards:catalogue_list": {
        "wards:catalogue_detail", "wards:draft_new", "wards:draft", "wards:draft_upload", "wards:draft_differences",
        "wards:draft_confirm", "wards:draft_discard", "wards:draft_head", "wards:draft_criterion",
        "wards:draft_criterion_new", "wards:draft_indicator", "wards:draft_indicator_new", "wards:set_move",
    },
    "wards:notice_list": {"wards:notice_choices", "wards:mailings"},
}  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, object]:
    """`nav` (label, url, current, count), `unread` notices and `membership_label` for base.html; two queries a request.

    `current` is what aria-current says: "page" for the page itself, "true" for the section of an inner page.
    """
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return {}
    memberships = officer.current_memberships
    roles = {membership.role for membership in memberships}
    pages = []
    if "clerk" in roles:
        pages.append(("awards:waiting", pgettext("navigation", "Papers")))
    if roles & {"official", "leader", "clerk"}:
        pages += [("wards:my_work", _("My work")), ("wards:evidence_list", _("Evidence library"))]
        pages.append(("awards:councils", pgettext("navigation", "Council")))
    if roles & {"reviewer", "head"}:
        pages += [("wards:overview", _("Overview")), ("wards:review_queue", _("Appraisal"))]
        pages += [("awards:dossiers", _("Proposals to the province")), ("wards:registry", _("Basic figures"))]
    if roles & {"leader", "reviewer", "head"} and "clerk" not in roles:
        pages.append(("awards:waiting", pgettext("navigation", "Papers")))
    if "province" in roles:
        pages.append(("awards:received_list", _("Received dossiers")))
    if memberships:
        if not roles & {"reviewer", "head"}:  # theirs is reached from the proposals
            pages.append(("awards:grants", pgettext("navigation", "Awards")))
        pages.append(("wards:catalogue_list", _("Criteria sets")))
    if notices.kinds_for(officer):
        pages.append(("wards:notice_list", _("Notices")))
    if officer.is_staff:
        pages.append(("admin:index", _("Administration")))
    marked = _section(request, [name for name, _label in pages])
    unread = SimpleLazyObject(partial(notices.unread_count, officer))  # asked for only where the band is drawn
    nav = [
        {
            "label": label, "url": reverse(name), "current": marked.get(name, ""),
            "count": unread if name == "wards:notice_list" else 0,
        }
        for name, label in pages
    ]  # fmt: skip
    return {"nav": nav, "unread": unread, "membership_label": ", ".join(sorted({str(m.place) for m in memberships}))}


def _section(request: HttpRequest, names: list[str]) -> dict[str, str]:
    """The one item to be marked, with its mark; none on a page outside every section, or on no page at all."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    if here in names:
        return {here: "page"}
    around = next((name for name in names if here in SECTIONS.get(name, ())), "")
    return {around: "true"}

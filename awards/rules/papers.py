"""Who may see and ask for papers. What a person may know of at all is decided by wards."""

from django.utils.translation import gettext as _

from awards.models import Dossier, PaperKind
from awards.queries.hand_ins import lays_papers_down_later
from awards.queries.places import ANNEXES, OFFICE_KINDS, WARD_KINDS, Place
from wards.models import Assessment, Officer, State
from wards.queries.assessments import get_assessment
from wards.rules import APPRAISED, WRITING, YES, Ruling, is_head, is_leader, is_reviewer, is_ward_officer

__all__ = [
    "Assessment", "Place", "Ruling", "get_assessment", "is_appraised", "is_decided", "is_open", "is_writing",
    "may_cancel", "may_edit_text", "may_finalise", "may_read_papers", "may_register", "may_request_kind",
    "may_request_papers", "may_scan", "writes",
]  # fmt: skip

WARD_OPEN = WRITING | {State.RETURNED}  # what the ward signed can still be signed anew
OFFICE_OPEN = frozenset({State.REVIEWED, State.RETURNED})


def is_appraised(assessment: Assessment) -> bool:
    """Every line has its verdict and nobody is asked for anything."""
    return assessment.state in APPRAISED


def is_writing(assessment: Assessment) -> bool:
    """The ward has its figures in hand: nobody else goes on before it hands in."""
    return assessment.state in WRITING


def is_decided(assessment: Assessment) -> bool:
    """The province's decision names it: nothing of it is signed any more."""
    return assessment.state == State.CLOSED


def is_open(place: Place, kind: str) -> bool:
    """Whether papers of this kind can still be signed there, for the first time or anew.

    Of a ward that handed in its figures alone they can until it is forwarded: the province takes none without.
    """
    if isinstance(place, Dossier):
        return place.is_open
    if kind in WARD_KINDS:
        return place.state in WARD_OPEN or lays_papers_down_later(place)
    return kind == PaperKind.MINUTES or place.state in OFFICE_OPEN


def _signers(officer: Officer, place: Place, kind: str) -> bool:
    """Of those who answer for the paper: the ward's leader, the head of the office."""
    if isinstance(place, Dossier):
        return "head" in officer.roles_in_office(place.office_id)
    return is_leader(officer, place) if kind in WARD_KINDS else is_head(officer, place)


def _writers(officer: Officer, place: Place, kind: str) -> bool:
    """Of those who write the paper: officials and leaders of the ward, reviewers and heads of the office."""
    if isinstance(place, Dossier):
        return bool(officer.roles_in_office(place.office_id) & {"reviewer", "head"})
    return is_ward_officer(officer, place) if kind in WARD_KINDS else is_reviewer(officer, place)


def _registrars(officer: Officer, place: Place, kind: str) -> bool:
    """Of those who keep the register: the ward's clerk and leader; at the office all who appraise."""
    if not isinstance(place, Dossier) and kind in WARD_KINDS:
        return bool(officer.roles_in_ward(place.ward_id) & {"clerk", "leader"})
    return _writers(officer, place, kind)


def writes(officer: Officer, place: Place, kind: str) -> bool:
    """Whether papers of this kind are this person's to write; what others may have drawn besides, they name."""
    return kind == PaperKind.MINUTES or _writers(officer, place, kind)


def _closed(place: Place) -> Ruling:
    state = place.get_state_display()
    if isinstance(place, Dossier):
        return Ruling(False, _("The dossier is now “%(state)s”.") % {"state": state})
    return Ruling(False, _("The assessment is now “%(state)s”.") % {"state": state})


def may_read_papers(officer: Officer, assessment: Assessment) -> Ruling:
    """The ward always; its office once something was handed in; the province what was forwarded."""
    if officer.roles_in_ward(assessment.ward_id):
        return YES
    if is_reviewer(officer, assessment) and not assessment.round:
        return Ruling(False, _("The ward has not handed in yet."))
    return YES


def may_request_papers(officer: Officer, assessment: Assessment) -> Ruling:
    """Officials and leaders of the ward; its office once something was handed in."""
    if is_ward_officer(officer, assessment):
        return YES
    if not is_reviewer(officer, assessment):
        return Ruling(False, _("Only officials of the ward and of its interior office create papers."))
    return may_read_papers(officer, assessment)


def may_request_kind(officer: Officer, place: Place, kind: str) -> Ruling:
    """Whether this person may have a draft of this kind drawn."""
    if isinstance(place, Dossier):
        allowed = _writers(officer, place, kind)
        return YES if allowed else Ruling(False, _("Only the interior office writes the city's papers."))
    if kind == PaperKind.APPRAISAL and not is_reviewer(officer, place):
        return Ruling(False, _("Only the interior office of this ward appraises."))
    if kind in {PaperKind.PROPOSAL, PaperKind.COUNCIL, PaperKind.EXHIBITS} and not is_ward_officer(officer, place):
        return Ruling(False, _("Only officials of the ward write its papers."))
    return may_request_papers(officer, place)


def may_edit_text(officer: Officer, place: Place, kind: str) -> Ruling:
    """Whether this person may type texts for a paper of this kind now."""
    if not _writers(officer, place, kind):
        if kind in WARD_KINDS:
            return Ruling(False, _("Only officials of the ward write its papers."))
        return Ruling(False, _("Only the interior office writes the city's papers."))
    if not is_open(place, kind) and not (kind in OFFICE_KINDS and not isinstance(place, Dossier) and place.round):
        return _closed(place)
    return YES


def may_finalise(officer: Officer, place: Place, kind: str) -> Ruling:
    """Whether this person may have this paper drawn to be signed now."""
    if not _signers(officer, place, kind):
        if kind in WARD_KINDS:
            return Ruling(False, _("Only the ward leader settles its papers for signing."))
        return Ruling(False, _("Only the head of the interior office settles its papers for signing."))
    return YES if is_open(place, kind) else _closed(place)


def may_register(officer: Officer, place: Place, kind: str) -> Ruling:
    """Whether this person may enter number and date of this paper; also after it was passed on."""
    if kind in ANNEXES:
        return Ruling(False, _("An annex takes no number of its own: it goes with the report it is signed with."))
    if _registrars(officer, place, kind):
        return YES
    if kind in WARD_KINDS:
        return Ruling(False, _("Only the ward's clerk and leader register its papers."))
    return Ruling(False, _("Only the interior office registers its papers."))


def may_cancel(officer: Officer, place: Place, kind: str) -> Ruling:
    """Whether this person may take a registration back: not once it was passed on."""
    ruling = may_register(officer, place, kind)
    return ruling if not ruling or is_open(place, kind) else _closed(place)


def may_scan(officer: Officer, place: Place, kind: str, *, has_scan: bool) -> Ruling:
    """Whether this person may lay down the signed scan; in place of another only before it was passed on."""
    ruling = may_register(officer, place, kind)
    return ruling if not ruling or not has_scan or is_open(place, kind) else _closed(place)

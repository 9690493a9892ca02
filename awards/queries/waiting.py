"""What waits for those who keep a register: papers settled for signing without a number, numbers without a scan."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from awards.models import Dossier, Issue, Paper, PaperKind, ReturnedItem, Scan
from awards.queries.places import ANNEXES, DOSSIER_KINDS, WARD_KINDS
from wards.models import Officer, State

OF_WARD = WARD_KINDS - set(ANNEXES)
WARD_ROLES, OFFICE_ROLES = frozenset({"clerk", "leader"}), frozenset({"reviewer", "head"})
OVER = Q(assessment__state__in=[State.CLOSED, State.MOVED]) | Q(dossier__state=Dossier.State.DECIDED)


def keeps_a_register(officer: Officer) -> bool:
    """Whether this person registers papers anywhere today."""
    return any(m.role in WARD_ROLES | OFFICE_ROLES for m in officer.current_memberships)


def registered_by(officer: Officer) -> Q:
    """Of papers: those whose numbers this person enters."""
    wards = {m.ward_id for m in officer.current_memberships if m.role in WARD_ROLES}
    offices = {m.office_id for m in officer.current_memberships if m.role in OFFICE_ROLES}
    of_ward = Q(kind__in=OF_WARD, assessment__ward__in=wards)
    of_office = Q(kind=PaperKind.APPRAISAL, assessment__ward__office__in=offices)
    return of_ward | of_office | Q(kind__in=DOSSIER_KINDS, dossier__office__in=offices)


def to_register() -> QuerySet[Paper]:
    """Papers drawn to be signed that have no number yet, the first settled first, with where they belong."""
    numbered = Issue.objects.filter(paper=OuterRef("pk"), cancelled_at=None)
    found = _standing().filter(~Exists(numbered), kind__in=OF_WARD | DOSSIER_KINDS | {PaperKind.APPRAISAL})
    places = found.select_related("assessment__ward__office", "assessment__period", "dossier__office", "requested_by")
    return places.select_related("dossier__period").defer("context", "failure").order_by("requested_at", "pk")


def to_scan() -> QuerySet[Issue]:
    """Numbers that stand, of papers nobody laid a signed scan down for, the first registered first."""
    scanned = Scan.objects.filter(issue=OuterRef("pk"))
    found = Issue.objects.filter(~Exists(scanned), cancelled_at=None, paper__in=_standing().values("pk"))
    places = ("assessment__ward__office", "assessment__period", "dossier__office", "dossier__period")
    return found.select_related("by", *(f"paper__{place}" for place in places)).defer("paper__context").order_by("pk")


def _standing() -> QuerySet[Paper]:
    """The newest version to be signed of each paper, drawn, not sent back, of what is not over yet."""
    same = Q(assessment=OuterRef("assessment")) | Q(dossier=OuterRef("dossier"))
    newer = Paper.objects.filter(
        same, kind=OuterRef("kind"), subject=OuterRef("subject"), revision__gt=OuterRef("revision"), is_final=True
    )
    back = ReturnedItem.objects.filter(paper=OuterRef("pk"))
    drawn = Paper.objects.filter(is_final=True, state=Paper.State.READY)
    return drawn.filter(~Exists(newer), ~Exists(back)).exclude(OVER)

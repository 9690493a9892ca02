"""What hand-ins hold of a document: they name it for good, also when no line cites it any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wards.domain.sheet import sealed
from wards.models import Evidence, HandIn


@dataclass(frozen=True)
class Kept:
    """A hand-in that names the document: under which exhibit numbers, and with which files (sha256)."""

    hand_in: HandIn
    exhibits: tuple[str, ...]  # "MC 5.2-01"
    files: frozenset[str]

    def __str__(self) -> str:
        return _("%(period)s, hand-in %(round)d: %(exhibits)s") % {
            "period": self.hand_in.assessment.period, "round": self.hand_in.round, "exhibits": ", ".join(self.exhibits),
        }  # fmt: skip


def kept(evidence: Evidence) -> list[Kept]:
    """The hand-ins that name this document, newest first; one query.

    In a canonical text the document's key is followed by its files; what people typed has its quotes escaped there.
    """
    named = HandIn.objects.filter(
        assessment__ward=evidence.ward_id, text__contains=f'"evidence":{evidence.pk},"files":'
    ).select_related("assessment__period")
    return [_kept(hand_in, evidence.pk) for hand_in in named.order_by("-at", "-id")]


def _kept(hand_in: HandIn, pk: int) -> Kept:
    papers = [paper for line in sealed.read(hand_in).values() for paper in line.evidence if paper.id == pk]
    return Kept(
        hand_in, tuple(paper.exhibit for paper in papers),
        frozenset(sha256 for paper in papers for _name, sha256 in paper.files),
    )  # fmt: skip


def told(keeping: Iterable[Kept]) -> str:
    """Where it was handed in, as a reason tells it."""
    return "; ".join(str(one) for one in keeping)

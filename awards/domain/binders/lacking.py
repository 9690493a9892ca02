"""What papers lack before a dossier may go: one answer for its page, for forwarding, and for a volume's cover."""

from collections.abc import Sequence

from awards import rules
from awards.domain.binders.chosen_papers import DOSSIER_ORDER, IN_DOSSIER, WARD_ORDER, Bound, Lack, bound_papers, lacks
from awards.domain.papers.outdated import outdated_papers
from awards.models import Dossier
from awards.rules import Assessment

OWN = 0  # in place of a ward's id: the papers of the dossier itself


def bound_of(wards: Sequence[Assessment], dossier: Dossier | None) -> dict[int, list[Bound]]:
    """The papers that count of these wards by assessment (id), and under OWN those of the dossier."""
    found = bound_papers(assessments=[ward.pk for ward in wards])
    return {**found, OWN: bound_papers(dossier=dossier).get(0, [])} if dossier else found


def lacking_papers(
    wards: Sequence[Assessment], dossier: Dossier | None, found: dict[int, list[Bound]],
    *, outdated: set[int] | None = None,
) -> dict[int, list[Lack]]:  # fmt: skip
    """What is missing by assessment (id) and under OWN, nothing of those that lack nothing; `found`: `bound_of` them.

    In a dossier every ward that waits for its decision has all its own papers, signed, and the office's report on it;
    how its period took its hand-in is no matter there. `outdated`: where it was worked out already.
    """
    if outdated is None:
        outdated = outdated_papers(assessments=wards, dossier=dossier)
    own = {OWN: lacks(found.get(OWN, []), DOSSIER_ORDER, outdated=outdated)} if dossier else {}
    order = IN_DOSSIER if dossier else WARD_ORDER
    waiting = [ward for ward in wards if not rules.is_decided(ward)]
    of_wards = {ward.pk: lacks(found.get(ward.pk, []), order, outdated=outdated) for ward in waiting}
    return {place: rows for place, rows in {**own, **of_wards}.items() if rows}

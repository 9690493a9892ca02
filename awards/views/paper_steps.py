"""What a ward's own page says of council and papers: the next steps that their page offers (settings.PAPER_STEPS)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from awards import rules
from awards.domain.papers import drawing
from awards.domain.papers.standings import of_present
from awards.models import Paper
from awards.queries.papers import current_papers
from awards.views import paper_rows
from wards.models.units import Officer


@dataclass(frozen=True)
class Told:
    """A next step and the page where it is taken."""

    sentence: str
    url: str


def waiting(officer: Officer, assessment: rules.Assessment) -> list[Told]:
    """What waits for this person of the ward, each kind of step once; a fixed number of queries.

    Nothing where the period takes no signed papers and none was begun, and nothing while papers are being drawn.
    """
    if not officer.roles_in_ward(assessment.ward_id):
        return []
    current = list(current_papers(assessment))
    is_drawing = any(paper.is_unfinished for paper in current)
    if is_drawing or not (current or assessment.period.needs_papers):
        return []
    present = drawing.present_to(officer, assessment)
    found = [row for row in paper_rows.rows(officer, present, of_present(present)) if row.step]
    return [*_council(assessment, found), *_papers(assessment, found)]


def _council(assessment: rules.Assessment, found: list[paper_rows.Row]) -> list[Told]:
    """The vote, while the ward's council may still hold it."""
    is_open = rules.is_open(assessment, Paper.Kind.COUNCIL)
    if not is_open or not any(_is_vote(row) for row in found):
        return []
    return [Told(_("The council of the ward has not voted, or its meeting is not closed."), reverse("awards:councils"))]


def _papers(assessment: rules.Assessment, found: list[paper_rows.Row]) -> list[Told]:
    """A line for each step with the papers that wait for it, to the first of them on their page."""
    waits: dict[str, list[paper_rows.Row]] = {}
    for row in found:
        if row.step and not _is_vote(row):
            waits.setdefault(row.step.label, []).append(row)
    here = reverse("awards:papers", args=[assessment.pk])
    return [
        Told(f"{label}: {', '.join(row.name for row in rows)}", f"{here}#{rows[0].id}")
        for label, rows in waits.items()
    ]  # fmt: skip


def _is_vote(row: paper_rows.Row) -> bool:
    """Minutes that wait for the meeting they are of."""
    return row.standing.kind == Paper.Kind.COUNCIL and row.state == "blocked"

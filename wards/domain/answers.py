"""Everything the leader checks before handing in, by criterion: figure, points, words, evidence, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.explain import describe_figure
from wards.domain.scoring import line_scores
from wards.models import Assessment, Assignment, Citation, Criterion, Entry, LineScore, Officer, Verdict
from wards.queries import last_verdicts


@dataclass(frozen=True)
class Answer:
    """One line as it would be handed in."""

    entry: Entry
    figure: str
    line: LineScore | None
    exhibits: Sequence[Citation]
    verdict: Verdict | None
    may_edit: bool
    is_asked_for: bool  # the office asked for its completion

    @property
    def is_hole(self) -> bool:
        """Required, and neither filled nor explained: it cannot be handed in like this."""
        return self.entry.indicator.required and not self.entry.is_answered

    @property
    def remarks(self) -> list[str]:
        """What the leader should know of a line that can still be changed; none of it stops the hand-in."""
        told: list[str] = []
        if not self.may_edit:
            return told
        if not self.entry.is_answered and not self.is_hole:
            told.append(_("No figure; the line will count as missing."))
        if self.entry.is_provided and not self.exhibits:
            told.append(_("No evidence yet."))
        if self.is_asked_for and self.verdict and self.verdict.entry_version == self.entry.version:
            told.append(_("The figure has not changed since completion was asked for."))
        return told


@dataclass(frozen=True)
class Group:
    """The answers to one criterion."""

    criterion: Criterion
    answers: Sequence[Answer]

    @property
    def points(self) -> Decimal:
        return sum((a.line.points for a in self.answers if a.line and a.line.points is not None), Decimal(0))

    @property
    def max_points(self) -> Decimal:
        return sum((a.entry.indicator.points for a in self.answers), Decimal(0))


def gather(assessment: Assessment, *, by: Officer) -> list[Group]:
    """The whole assessment as it stands now, with a fixed number of queries."""
    assigned = dict(Assignment.objects.filter(assessment=assessment).values_list("criterion_id", "officer_id"))
    verdicts, scores = last_verdicts(assessment), line_scores(assessment)
    entries = (
        assessment.entries.select_related("indicator__criterion", "option", "updated_by")
        .prefetch_related(Prefetch("citations", Citation.objects.select_related("evidence").order_by("position")))
        .order_by("indicator__criterion__position", "indicator__position", "year")
    )
    groups: dict[Criterion, list[Answer]] = {}
    for entry in entries:
        entry.assessment = assessment
        verdict = verdicts.get(entry.pk)
        criterion = entry.indicator.criterion
        editable = rules.may_edit(by, entry, assignee_id=assigned.get(criterion.pk), verdict=verdict)
        groups.setdefault(criterion, []).append(
            Answer(
                entry=entry, figure=describe_figure(entry, entry.indicator), line=scores.get(entry.pk),
                exhibits=list(entry.citations.all()), verdict=verdict, may_edit=bool(editable),
                is_asked_for=assessment.is_completing and verdict is not None
                and verdict.kind == Verdict.Kind.TO_COMPLETE,
            )
        )  # fmt: skip
    return [Group(criterion, answers) for criterion, answers in groups.items()]

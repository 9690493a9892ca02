"""Everything the leader checks before handing in, by criterion: figure, points, words, evidence, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wards import rules
from wards.domain.sheet import sealed
from wards.domain.sheet.changes import outdated_words
from wards.domain.sheet.explain import describe_figure
from wards.domain.sheet.scoring import line_scores
from wards.domain.sheet.sealed import HandedLine
from wards.models import Assessment, Assignment, Citation, Criterion, Entry, HandIn, LineScore, Officer, Verdict
from wards.queries.assessments import last_verdicts


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
    changes: Sequence[str] = ()  # what of it is new since the office asked
    outdated: str = ""  # that the explanation is of an earlier figure

    @property
    def is_hole(self) -> bool:
        """Required, and neither filled nor explained: it cannot be handed in like this."""
        return self.entry.indicator.required and not self.entry.is_answered

    @property
    def lacks_required(self) -> bool:
        """A figure is required, and there is only a reason for having none."""
        return self.entry.indicator.required and not self.entry.is_provided and self.entry.is_answered

    @property
    def missing(self) -> str:
        """Of an empty line that may stay so: what comes of it."""
        is_told = self.may_edit and not self.entry.is_answered and not self.is_hole
        return _("No figure; the line will count as missing.") if is_told else ""

    @property
    def remarks(self) -> list[str]:
        """What the leader should know of a line that can still be changed; none of it stops the hand-in."""
        return [self.missing, *self.further] if self.missing else self.further

    @property
    def further(self) -> list[str]:
        """The remarks beside what stands in place of the figure."""
        told: list[str] = []
        if not self.may_edit:
            return told
        if self.entry.is_provided and not self.exhibits:
            told.append(_("No evidence yet."))
        if self.outdated:
            told.append(self.outdated)
        if self.is_asked_for and not self.changes:
            told.append(_("Nothing has changed since completion was asked for."))
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
    asked = _asked_for(assessment, verdicts)
    changes = _changes(assessment, asked)
    entries = list(
        assessment.entries.select_related("indicator__criterion", "option", "updated_by")
        .prefetch_related(Prefetch("citations", Citation.objects.select_related("evidence").order_by("position")))
        .order_by("indicator__criterion__position", "indicator__position", "year")
    )
    outdated = outdated_words(assessment, entries)
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
                is_asked_for=entry.pk in asked, changes=changes.get(entry.pk, ()),
                outdated=outdated.get(entry.pk, ""),
            )
        )  # fmt: skip
    return [Group(criterion, answers) for criterion, answers in groups.items()]


def _asked_for(assessment: Assessment, verdicts: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The verdicts that ask for completion, by entry, for as long as the ward is at it; its leader checks them too."""
    if not (assessment.is_completing and assessment.state in rules.WRITING):
        return {}
    return {pk: verdict for pk, verdict in verdicts.items() if verdict.kind == Verdict.Kind.TO_COMPLETE}


def _changes(assessment: Assessment, asked: Mapping[int, Verdict]) -> dict[int, list[str]]:
    """What the ward changed of each line the office asked for, against the very hand-in it judged."""
    if not asked:
        return {}
    judged = HandIn.objects.filter(pk__in={verdict.hand_in_id for verdict in asked.values()})
    texts = {handed.pk: sealed.read(handed) for handed in judged}
    now = sealed.as_it_stands(assessment)
    return {pk: _differences(texts[verdict.hand_in_id][pk], now[pk]) for pk, verdict in asked.items()}


def _differences(before: HandedLine, now: HandedLine) -> list[str]:
    """Figure, words and evidence, each told where it differs."""
    told = []
    if now.figure != before.figure:
        told.append(_("The figure was changed."))
    if now.explanation != before.explanation:
        told.append(_("The explanation was changed."))
    had, has = ({paper.id: paper for paper in line.evidence} for line in (before, now))
    added, removed = len(has.keys() - had.keys()), len(had.keys() - has.keys())
    changed = sum(has[pk] != had[pk] for pk in has.keys() & had.keys())
    if added:
        told.append(ngettext("%(n)d document was added.", "%(n)d documents were added.", added) % {"n": added})
    if changed:
        told.append(ngettext("%(n)d document was changed.", "%(n)d documents were changed.", changed) % {"n": changed})
    if removed:
        told.append(ngettext("%(n)d document was removed.", "%(n)d documents were removed.", removed) % {"n": removed})
    return told

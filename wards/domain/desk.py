"""What the reviewer has on the desk: the lines of an assessment, and one line through all its rounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import pgettext

from emulation.text import write_number
from wards.domain import sealed
from wards.domain.explain import FigureLike, yes_or_no
from wards.domain.sealed import HandedLine
from wards.models import Action, Assessment, Entry, HandIn, Indicator, State, Verdict
from wards.queries import last_verdicts

KINDS = Verdict.Kind


@dataclass(frozen=True)
class DeskLine:
    """One row of the list: the line, its last verdict and what is still to be done with it."""

    entry: Entry
    verdict: Verdict | None
    handed: HandedLine | None
    before: HandedLine | None  # the same line as the office saw it in an earlier round
    round: int

    @property
    def is_unjudged(self) -> bool:
        """Never judged, or completed by the ward since it was asked to."""
        last = self.verdict
        return last is None or (last.kind == KINDS.TO_COMPLETE and last.hand_in.round < self.round)

    @property
    def has_changed(self) -> bool:
        return self.before is not None and self.handed is not None and self.handed.differs_from(self.before)

    @property
    def standing(self) -> str:
        """The state of the line in words, as its tag says it."""
        last = self.verdict
        if last is None:
            return pgettext("line", "Not yet seen")
        if self.is_unjudged:
            return (
                pgettext("line", "Changed, to be seen")
                if self.has_changed
                else pgettext("line", "Not changed, to be seen")
            )
        if last.kind == KINDS.TO_COMPLETE:
            return pgettext("line", "Completion asked for")
        if last.kind == KINDS.ADJUSTED and self.handed:
            figures = {"old": brief(self.handed, self.entry.indicator), "new": brief(last, self.entry.indicator)}
            return pgettext("line", "Adjusted %(old)s → %(new)s") % figures
        return last.words if last.confirms_nothing else pgettext("line", "Confirmed")

    @property
    def colour(self) -> str:
        """The tag's class; it only repeats the words."""
        if self.verdict is None:
            return "none"
        if self.is_unjudged or self.verdict.kind == KINDS.TO_COMPLETE:
            return "warn"
        return "good" if self.verdict.kind == KINDS.CONFIRMED else ""


@dataclass(frozen=True)
class Desk:
    """Everything the page needs of an assessment, read with a fixed number of queries."""

    assessment: Assessment
    lines: Sequence[DeskLine]
    hand_ins: Sequence[HandIn]
    texts: dict[int, dict[int, HandedLine]] = field(repr=False)

    @property
    def judged(self) -> int:
        return sum(not line.is_unjudged for line in self.lines)

    @property
    def to_complete(self) -> list[DeskLine]:
        return [
            line
            for line in self.lines
            if line.verdict and line.verdict.kind == KINDS.TO_COMPLETE and not line.is_unjudged
        ]

    @property
    def changed(self) -> int:
        """Lines that differ from the hand-in before."""
        return sum(line.has_changed for line in self.lines)

    def find(self, entry_id: int | None) -> DeskLine | None:
        """The line asked for, else the first that waits for a verdict or for the ward, else the first."""
        asked = next((line for line in self.lines if line.entry.pk == entry_id), None)
        waiting = next((line for line in self.lines if line.is_unjudged), None)
        return asked or waiting or next(iter(self.to_complete or self.lines), None)

    def neighbours(self, line: DeskLine) -> tuple[DeskLine | None, DeskLine | None]:
        """The lines before and after."""
        at = self.lines.index(line)
        return (self.lines[at - 1] if at else None, self.lines[at + 1] if at + 1 < len(self.lines) else None)

    def next_unjudged(self, after: int) -> DeskLine | None:
        """The next line without a verdict, going round to the first after the last; None when all have one."""
        at = next(index for index, line in enumerate(self.lines) if line.entry.pk == after)
        return next((line for line in [*self.lines[at + 1 :], *self.lines[:at]] if line.is_unjudged), None)


def lay(assessment: Assessment) -> Desk:
    """Lay the assessment on the desk: what was handed in, never what the ward is writing now."""
    hand_ins = list(assessment.hand_ins.select_related("by").order_by("round"))
    texts = {handed.round: sealed.read(handed) for handed in hand_ins}
    now = texts.get(assessment.round, {})
    before = texts.get(_round_seen_before(assessment), {})
    verdicts = last_verdicts(assessment)
    entries = (
        assessment.entries.select_related("indicator__criterion__criteria_set", "option")
        .prefetch_related("indicator__options", "indicator__bands")
        .order_by("indicator__criterion__position", "indicator__position", "year")
    )
    lines = [
        DeskLine(entry, verdicts.get(entry.pk), now.get(entry.pk), before.get(entry.pk), assessment.round)
        for entry in entries
    ]
    return Desk(assessment=assessment, lines=lines, hand_ins=hand_ins, texts=texts)


def _round_seen_before(assessment: Assessment) -> int:
    """The last hand-in the office worked on before this one: one recalled unseen is nothing to compare with."""
    started = assessment.decisions.filter(action=Action.START_REVIEW, round__lt=assessment.round)
    return started.aggregate(round=Max("round"))["round"] or 0


def brief(figure: FigureLike, indicator: Indicator) -> str:
    """The figure as a tag has room for: "21/25", "95,7%", "Đạt"."""
    if not figure.is_provided:
        return pgettext("brief", "no figure")
    match indicator.value:
        case "share":
            return f"{write_number(figure.met)}/{write_number(figure.of)}"
        case "number":
            return write_number(figure.number) + ("%" if indicator.unit == "%" else "")
        case "yes_no":
            return yes_or_no(figure.yes)
        case "choice":
            return figure.option.name
    return pgettext("brief", "text")


def is_in_offices_hands(assessment: Assessment) -> bool:
    """Whether something was handed in that the office may look at."""
    with_ward = assessment.state in {State.DRAFTING, State.WITH_LEADER} and not assessment.is_completing
    return assessment.round > 0 and not with_ward

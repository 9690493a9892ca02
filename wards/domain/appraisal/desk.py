"""What the reviewer has on the desk: the lines of an assessment, and one line through all its rounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils.translation import pgettext

from emulation.text import write_number
from wards.domain.sheet import changes, sealed
from wards.domain.sheet.changes import Change
from wards.domain.sheet.explain import FigureLike, yes_or_no
from wards.domain.sheet.sealed import HandedLine
from wards.models import Action, Assessment, Charge, Entry, HandIn, Indicator, Officer, Opening, State, Verdict
from wards.queries.assessments import last_verdicts

KINDS = Verdict.Kind
SETTLED: frozenset[str] = frozenset({KINDS.CONFIRMED, KINDS.ADJUSTED})


@dataclass(frozen=True)
class DeskLine:
    """One row of the list: the line, its last verdict and what is still to be done with it."""

    entry: Entry
    verdict: Verdict | None
    handed: HandedLine | None
    before: HandedLine | None  # the same line as the office saw it in an earlier round
    round: int
    charge: Charge | None = None  # the reviewer it was given to; None: every reviewer's
    opened: frozenset[int] | set[int] = frozenset()  # ids of the lines this reader had before them, of the whole desk

    @property
    def is_unjudged(self) -> bool:
        """Never judged, or completed by the ward since it was asked to."""
        last = self.verdict
        return last is None or (last.kind == KINDS.TO_COMPLETE and last.hand_in.round < self.round)

    @property
    def lacks_required(self) -> bool:
        """A figure is required, and the ward handed in only a reason for having none."""
        return self.entry.indicator.required and self.handed is not None and not self.handed.is_provided

    @property
    def is_opened(self) -> bool:
        return self.entry.pk in self.opened

    @cached_property
    def changes(self) -> list[Change]:
        """What the ward changed since the round the office saw before, value by value."""
        return changes.between(self.before, self.handed, self.entry.indicator)

    @property
    def has_changed(self) -> bool:
        return bool(self.changes)

    @property
    def standing(self) -> str:
        """The state of the line in words, as its tag says it."""
        last = self.verdict
        if last is None:
            return pgettext("line", "Seen, not judged") if self.is_opened else pgettext("line", "Not yet seen")
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
    reader: Officer | None = None
    compared_with: int = 0  # the round the office saw before; 0: none
    opened: set[int] = field(default_factory=set)
    only_own: bool = False  # the reader looks at the lines given to them alone

    @property
    def judged(self) -> int:
        return sum(not line.is_unjudged for line in self.lines)

    @property
    def settled(self) -> int:
        """Lines confirmed or adjusted: the office's points stand for no others."""
        return sum(line.verdict is not None and line.verdict.kind in SETTLED for line in self.lines)

    @property
    def to_complete(self) -> list[DeskLine]:
        return [
            line
            for line in self.lines
            if line.verdict and line.verdict.kind == KINDS.TO_COMPLETE and not line.is_unjudged
        ]

    @property
    def changed(self) -> list[DeskLine]:
        """Lines that differ from the round the office saw before."""
        return [line for line in self.lines if line.has_changed]

    @property
    def changes(self) -> int:
        """How many single things differ."""
        return sum(len(line.changes) for line in self.lines)

    @property
    def own(self) -> list[DeskLine]:
        """Lines given to the reader."""
        return [line for line in self.lines if line.charge and self.reader and line.charge.officer_id == self.reader.pk]

    @property
    def is_shared_out(self) -> bool:
        """Some line was given to somebody: then it matters whose it is."""
        return any(line.charge for line in self.lines)

    @property
    def shown(self) -> Sequence[DeskLine]:
        return self.own if self.only_own else self.lines

    def find(self, entry_id: int | None) -> DeskLine | None:
        """The line asked for, else the first that waits for the reader, or for the ward, else the first."""
        asked = next((line for line in self.lines if line.entry.pk == entry_id), None)
        waiting = next((line for line in self.shown if self.waits_for_reader(line)), None)
        return asked or waiting or next(iter(self.to_complete or self.shown), None)

    def waits_for_reader(self, line: DeskLine) -> bool:
        """Without a verdict, and not given to another reviewer."""
        is_others = line.charge is not None and self.reader is not None and line.charge.officer_id != self.reader.pk
        return line.is_unjudged and not is_others

    def neighbours(self, line: DeskLine) -> tuple[DeskLine | None, DeskLine | None]:
        """The lines before and after, of those shown."""
        ids = [one.entry.pk for one in self.shown]
        if line.entry.pk not in ids:
            return None, next(iter(self.shown), None)
        at = ids.index(line.entry.pk)
        return (self.shown[at - 1] if at else None, self.shown[at + 1] if at + 1 < len(ids) else None)

    def next_unjudged(self, after: int) -> DeskLine | None:
        """The next line that waits for the reader, going round to the first after the last; None when none does."""
        at = next((index for index, line in enumerate(self.shown) if line.entry.pk == after), -1)
        around = [*self.shown[at + 1 :], *self.shown[: max(at, 0)]]
        return next((line for line in around if self.waits_for_reader(line)), None)


def lay(assessment: Assessment, *, by: Officer | None = None, only_own: bool = False) -> Desk:
    """Lay the assessment on the desk: what was handed in, never what the ward is writing now.

    `by` is who sits there: the lines they opened and were given are known by it.
    """
    hand_ins = list(assessment.hand_ins.select_related("by").order_by("round"))
    texts = {handed.round: sealed.read(handed) for handed in hand_ins}
    compared_with = _round_seen_before(assessment)
    now, before = texts.get(assessment.round, {}), texts.get(compared_with, {})
    verdicts, charges = last_verdicts(assessment), _charges(assessment)
    opened = _opened(hand_ins, by)
    entries = assessment.entries.select_related("indicator__criterion", "option").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    )
    lines = [
        DeskLine(
            entry, verdicts.get(entry.pk), now.get(entry.pk), before.get(entry.pk), assessment.round,
            charges.get(entry.pk), opened,
        )
        for entry in entries
    ]  # fmt: skip
    return Desk(
        assessment=assessment, lines=lines, hand_ins=hand_ins, texts=texts, reader=by, compared_with=compared_with,
        opened=opened, only_own=only_own,
    )  # fmt: skip


def _charges(assessment: Assessment) -> dict[int, Charge]:
    rows = Charge.objects.filter(entry__assessment=assessment).select_related("officer")
    return {charge.entry_id: charge for charge in rows}


def _opened(hand_ins: Sequence[HandIn], by: Officer | None) -> set[int]:
    """Ids of the lines of the last hand-in that this reviewer had before them."""
    if not hand_ins or by is None:
        return set()
    return set(Opening.objects.filter(hand_in=hand_ins[-1], officer=by).values_list("entry_id", flat=True))


def _round_seen_before(assessment: Assessment) -> int:
    """The last hand-in the office worked on before this one: one recalled unseen is nothing to compare with."""
    if assessment.round < 2:
        return 0
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

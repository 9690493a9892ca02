"""Take the figures of an assessment over to another criteria set, as far as they fit; the rest is told, with why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wards.domain.criteria import lineage
from wards.domain.criteria.pairing import is_same, pairs
from wards.domain.sheet.assessment import check_figure
from wards.domain.sheet.explain import describe_figure
from wards.models import Answer, Assessment, Assignment, CriteriaSet, Criterion, Entry, Indicator

Item = TypeVar("Item", Indicator, Criterion)
FIELDS = ("number", "met", "of", "yes", "option", "text", "explanation", "no_data_reason")


@dataclass(frozen=True)
class Left:
    """A figure that stays behind: of which line under the old set, what it says, and why it does not fit."""

    entry: Entry
    code: str
    figure: str
    why: str
    became: Indicator | None  # its line under the new set, if there is one


@dataclass(frozen=True)
class Partners:
    """Which line of the old set is which of the new one. Old indicators and new ones by the old one's id."""

    old: Mapping[int, Indicator]
    new: Mapping[int, Indicator]
    criteria: Mapping[int, Criterion]  # new ones by the old one's id


def partners(old: CriteriaSet, new: CriteriaSet) -> Partners:
    """Pair the lines of two sets, the one replaced by the other or by what it replaced. Three queries a set."""
    before = [old] if new.supersedes_id == old.pk else lineage.replaced(new)
    return all_partners(new, before[: before.index(old) + 1] if old in before else [old])[old.pk]


def all_partners(new: CriteriaSet, before: Sequence[CriteriaSet]) -> dict[int, Partners]:
    """Those of each set that was replaced on the way to the new one, nearest first, by its id.

    Lines are paired step by step: by their words where they have moved, else by their code. What a set on the way had
    dropped and a later one has again, in the same words, is the same line.
    """
    found: dict[int, Partners] = {}
    newest = later = _Lines.of(new)
    for earlier in (_Lines.of(one) for one in before):
        step, rest = earlier.became(later), found.get(later.set_id)
        if rest is not None:
            step = Partners(
                step.old, _joined(step.new, rest.new, earlier.indicators, newest.indicators, "text"),
                _joined(step.criteria, rest.criteria, earlier.criteria, newest.criteria, "short"),
            )  # fmt: skip
        found[earlier.set_id] = step
        later = earlier
    return found


@dataclass(frozen=True)
class _Lines:
    """A set's indicators by code, its criteria by number."""

    set_id: int
    indicators: Mapping[str, Indicator]
    criteria: Mapping[str, Criterion]

    @classmethod
    def of(cls, criteria_set: CriteriaSet) -> Self:
        rows = Indicator.objects.filter(criterion__criteria_set=criteria_set).select_related("criterion")
        rows = rows.order_by("criterion__position", "position").prefetch_related("options")
        criteria = {one.number: one for one in criteria_set.criteria.all()}
        return cls(criteria_set.pk, {one.code: one for one in rows}, criteria)

    def became(self, later: Self) -> Partners:
        """In the set that replaced this one."""
        return Partners(
            {one.pk: one for one in self.indicators.values()},
            _paired(self.indicators, later.indicators, "text"), _paired(self.criteria, later.criteria, "short"),
        )  # fmt: skip


def _paired(old: Mapping[str, Item], new: Mapping[str, Item], words: str) -> dict[int, Item]:
    before, after = ({number: getattr(one, words) for number, one in items.items()} for items in (old, new))
    return {old[source].pk: new[number] for number, source in pairs(before, after).items()}


def _joined(
    step: Mapping[int, Item], rest: Mapping[int, Item], old: Mapping[str, Item], new: Mapping[str, Item], words: str
) -> dict[int, Item]:
    """What became of the old items in the end: on the way, or by the same words where the way was broken."""
    found = {pk: rest[on_the_way.pk] for pk, on_the_way in step.items() if on_the_way.pk in rest}
    taken = {one.pk for one in found.values()}
    free = {getattr(one, words): one for one in new.values() if one.pk not in taken}
    for one in old.values():
        again = free.pop(getattr(one, words), None) if one.pk not in found else None
        if again is not None:
            found[one.pk] = again
    return found


def unfit(entry: Entry, old: Indicator, new: Indicator | None) -> str:
    """Why the figure of this line cannot stand under the other indicator; empty when it can."""
    if new is None:
        return _("The new set has no such indicator.")
    if old.value != new.value:
        words = {"old": old.get_value_display(), "new": new.get_value_display()}
        return _("The new set asks for another kind of figure: %(new)s instead of %(old)s.") % words
    if old.value in ("number", "share") and old.unit != new.unit:
        return _("The new set counts in another unit: “%(new)s” instead of “%(old)s”.") % {
            "new": new.unit, "old": old.unit
        }  # fmt: skip
    if entry.option_id is not None:
        return "" if _level(entry, old, new) else _("The new set has no such level.")
    if not entry.is_provided:
        return ""
    try:
        check_figure(new, entry.shape)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _level(entry: Entry, old: Indicator, new: Indicator) -> Any:
    """The level of the new indicator with the name of the one chosen."""
    name = next((level.name for level in old.options.all() if level.pk == entry.option_id), None)
    return next((level for level in new.options.all() if level.name == name), None)


def left(entries: Iterable[Entry], of: Partners) -> list[Left]:
    """The figures that stay behind, in the order of the lines."""
    found = []
    for entry in entries:
        old, new = of.old[entry.indicator_id], of.new.get(entry.indicator_id)
        why = unfit(entry, old, new) if entry.is_answered else ""
        if why:
            found.append(Left(entry, old.code, told(entry, old), why, new))
    return found


def told(entry: Entry, indicator: Indicator) -> str:
    """The figure in words, or the reason for having none."""
    if entry.no_data_reason:
        return _("No figure: %(reason)s") % {"reason": entry.no_data_reason}
    return describe_figure(entry, indicator)


def carry(*, old: Assessment, new: Assessment, of: Partners) -> None:
    """Copy what fits into the empty lines of `new`, with its authors and times, and who looks after which criterion."""
    to = {(entry.indicator_id, entry.year): entry for entry in new.entries.all()}
    written = []
    for entry in old.entries.select_related("option"):
        before, after = of.old[entry.indicator_id], of.new.get(entry.indicator_id)
        line = to.get((after.pk, entry.year)) if after else None
        is_empty = not (entry.is_answered or entry.explanation)
        if line is None or after is None or is_empty or unfit(entry, before, after):
            continue
        for name in FIELDS:
            setattr(line, name, getattr(entry, name))
        line.option = _level(entry, before, after) if entry.option_id else None
        line.version, line.updated_by_id, line.updated_at = 1, entry.updated_by_id, entry.updated_at
        written.append(line)
    Entry.objects.bulk_update(written, [*FIELDS, "version", "updated_by", "updated_at"])
    Assignment.objects.bulk_create(
        Assignment(assessment=new, criterion=of.criteria[row.criterion_id], officer_id=row.officer_id, by_id=row.by_id)
        for row in old.assignments.all()
        if row.criterion_id in of.criteria
    )


def answers_that_go(answers: Iterable[Answer], of: Partners) -> list[Answer]:
    """Those to questions about an indicator that asks for the same under the new set.

    An answer holds for the facts it was given to: where figure or papers did not come along, it answers nothing there.
    """
    return [answer for answer in answers if _is_same(answer.entry.indicator_id, of)]


def _is_same(indicator: int, of: Partners) -> bool:
    old, new = of.old[indicator], of.new.get(indicator)
    return new is not None and old.value == new.value and is_same(old.text, new.text)


def carry_answers(*, old: Assessment, new: Assessment, of: Partners) -> None:
    """Copy what was said to questions about the figures, with its authors and times."""
    to = {(entry.indicator_id, entry.year): entry for entry in new.entries.all()}
    Answer.objects.bulk_create(
        Answer(
            assessment=new, entry=to[of.new[row.entry.indicator_id].pk, row.entry.year], kind=row.kind, facts=row.facts,
            question=row.question, sentence=row.sentence, is_office=row.is_office, by_id=row.by_id, at=row.at,
        )
        for row in answers_that_go(old.answers.select_related("entry").order_by("pk"), of)
    )  # fmt: skip


def beside(entry_lines: Iterable[Entry], assessment: Assessment) -> dict[int, Left]:
    """What the set before had to say of these lines and could not be carried over, by id of the line as it is now."""
    if assessment.moved_from is None:
        return {}
    before = assessment.moved_from
    of = partners(before.period.criteria_set, assessment.period.criteria_set)
    lines = {(line.indicator_id, line.year): line.pk for line in entry_lines}
    found = left(before.entries.select_related("option"), of)
    return {
        lines[one.became.pk, one.entry.year]: one
        for one in found
        if one.became is not None and (one.became.pk, one.entry.year) in lines
    }

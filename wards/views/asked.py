"""Questions as pages show them: by line, with what was said and typed; doubts apart from missing documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.urls import reverse

from emulation import typed
from wards import rules
from wards.domain.doubts import plausibility
from wards.domain.doubts.plausibility import Question
from wards.domain.doubts.plausibility_facts import Line
from wards.models import Answer, Assessment, RegistryFigure
from wards.queries.assessments import last_verdicts
from wards.requests import OfficerRequest

ALL_MISSING = "answer-missing"  # one sentence to every missing document nobody has said anything about


@dataclass
class Item:
    """One question as a page shows it: may it be answered here, what was typed, what is wrong with that."""

    question: Question
    may_answer: bool
    is_office: bool
    typed: str = ""
    error: str = ""
    saved_at: str = ""

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def is_unfolded(self) -> bool:
        """Something typed stands in it, something is wrong, or it was saved just now: that must be seen."""
        return bool(self.typed or self.error or self.saved_at)

    @property
    def own(self) -> list[Answer]:
        """What this side has said to it."""
        return [answer for answer in self.question.answers if answer.is_office == self.is_office]

    @property
    def theirs(self) -> list[Answer]:
        return [answer for answer in self.question.answers if answer.is_office != self.is_office]


@dataclass
class Box:
    """What stands at one line: its questions, and what the office has on record for it.

    Doubts stand by the line; missing documents, which the line tells of itself, are folded below all doubts.
    """

    items: list[Item] = field(default_factory=list)
    records: list[RegistryFigure] = field(default_factory=list)

    @property
    def doubts(self) -> list[Item]:
        return doubts(self.items)

    @property
    def missing(self) -> list[Item]:
        return missing(self.items)

    @property
    def is_missing_unfolded(self) -> bool:
        return any(item.is_unfolded for item in self.missing)

    @property
    def open(self) -> int:
        """Doubts without an answer."""
        return sum(item.question.is_open for item in self.doubts)

    @property
    def is_unfolded(self) -> bool:
        """Something typed stands in it, or something is wrong: that must be seen."""
        return any(item.typed or item.error for item in self.doubts)


def for_ward(request: OfficerRequest, assessment: Assessment) -> dict[int, Box]:
    """The ward's boxes by entry: questions it can answer now, and those it has answered. For others nothing."""
    if not rules.is_ward_officer(request.user, assessment):
        return {}
    given = dict(assessment.assignments.values_list("criterion_id", "officer_id"))
    verdicts = last_verdicts(assessment) if assessment.round else {}
    found = plausibility.look(assessment, for_office=False)
    items = []
    for question in found.questions:
        entry = question.entry
        entry.assessment = assessment
        assignee, verdict = given.get(entry.indicator.criterion_id), verdicts.get(entry.pk)
        may = bool(rules.may_edit(request.user, entry, assignee_id=assignee, verdict=verdict))
        if may or question.answers:
            items.append(Item(question, may, is_office=False))
    _refill(items, typed.kept(request, reverse("wards:questions", args=[assessment.pk])))
    return _boxes(items, found.records)


def for_office(
    request: OfficerRequest, assessment: Assessment, lines: Sequence[Line] | None = None
) -> dict[int, Box]:  # fmt: skip
    """The office's boxes by entry, of what was handed in (`lines`, where it was read already), with all answers."""
    found = plausibility.look(assessment, for_office=True, lines=lines)
    may = bool(rules.may_review(request.user, assessment))
    for question in found.questions:
        question.entry.assessment = assessment
    items = [Item(question, may, is_office=True) for question in found.questions]
    _refill(items, typed.kept(request, reverse("wards:question_notes", args=[assessment.pk])))
    return _boxes(items, found.records)


def _boxes(items: list[Item], records: Mapping[int, list[RegistryFigure]]) -> dict[int, Box]:
    boxes = {entry: Box(records=known) for entry, known in records.items()}
    for item in items:
        boxes.setdefault(item.question.entry.pk, Box()).items.append(item)
    return boxes


def _refill(items: list[Item], left: QueryDict | None) -> None:
    if left:
        read_typed(items, left)


def read_typed(items: list[Item], left: QueryDict) -> None:
    """What was typed to each; one sentence for all missing documents is each one's own, where it has no other."""
    for item in items:
        item.typed = left.get(f"answer-{item.key}", "")
    for item in answered_together(items, left):
        item.typed = item.typed or str(left.get(ALL_MISSING, ""))


def answered_together(items: list[Item], left: QueryDict) -> list[Item]:
    """Open ones that stood on the page when the sentence for all of them was typed."""
    if not left.get(ALL_MISSING, "").strip():
        return []
    return [
        item for item in missing(items)
        if item.may_answer and item.question.is_open and f"facts-{item.key}" in left
    ]  # fmt: skip


def doubts(items: list[Item]) -> list[Item]:
    return [item for item in items if not item.question.is_of_a_missing_paper]


def missing(items: list[Item]) -> list[Item]:
    return [item for item in items if item.question.is_of_a_missing_paper]


def open_doubts(request: OfficerRequest, assessment: Assessment) -> int:
    """How many questions about its figures the ward can still answer: told, so that nobody is surprised by them."""
    if assessment.state not in rules.WRITING:
        return 0
    return sum(box.open for box in for_ward(request, assessment).values())


def listed(boxes: Mapping[int, Box]) -> dict[str, object]:
    """Both lists of a page with all questions, and whether one sentence may answer the missing documents together."""
    items = items_of(boxes)
    lacking = missing(items)
    return {
        "items": doubts(items), "missing": lacking, "wrong": [item for item in items if item.error],
        "is_missing_open": any(item.may_answer and item.question.is_open for item in lacking),
        "is_missing_unfolded": any(item.is_unfolded for item in lacking),
    }  # fmt: skip


def items_of(boxes: Mapping[int, Box]) -> list[Item]:
    """All of them in the order of the lines, those nobody has answered first."""
    return sorted((item for box in boxes.values() for item in box.items), key=_place)


def _place(item: Item) -> tuple[bool, int, int, int]:
    entry = item.question.entry
    indicator = entry.indicator
    return (not item.question.is_open, indicator.criterion.position, indicator.position, entry.year)

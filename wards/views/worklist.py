"""The task list of an assessment: how each criterion stands, what is still to do, which steps come next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Max, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wards import rules
from wards.domain.appraisal import remarks
from wards.domain.sheet import scoring
from wards.models import (
    Action,
    Assessment,
    Criterion,
    Entry,
    Evidence,
    Indicator,
    Officer,
    Remark,
    Score,
    Side,
    State,
    Verdict,
)  # fmt: skip
from wards.views.returned import is_completed, is_returned, visible_verdicts


@dataclass
class Line:
    """An entry on the list, with what the office said of it."""

    entry: Entry
    verdict: Verdict | None
    is_returned: bool
    is_completed: bool
    is_cited: bool
    comments: Sequence[Remark] = ()  # of the office, on a line it sent back


@dataclass
class Task:
    """A criterion. Figures are counted now; points are the last computed ones."""

    criterion: Criterion
    maximum: Decimal
    score: Score | None
    office_score: Score | None
    is_appraised: bool
    is_completing: bool  # the ward writes, and only lines that were sent back are open
    assignee: Officer | None
    lines: list[Line] = field(default_factory=list)

    @property
    def provided(self) -> int:
        return sum(line.entry.is_provided for line in self.lines)

    @property
    def is_returned(self) -> bool:
        return any(line.is_returned and not line.is_completed for line in self.lines)

    @property
    def state(self) -> tuple[str, str]:
        """Colour and words."""
        answered = sum(line.entry.is_answered for line in self.lines)
        if self.is_appraised:
            return "good", pgettext("assessment state", "Appraised")
        if self.is_returned:
            return "warn", _("To be completed")
        if self.is_completing:
            is_open = any(line.is_returned for line in self.lines)
            return ("good", pgettext("line", "Completed")) if is_open else ("none", pgettext("criterion", "Not open"))
        if not answered:
            return "none", _("Not started")
        if answered < len(self.lines):
            return "", _("In progress")
        return "good", _("Done")


@dataclass
class Worklist:
    """Everything of the task list page, read in a fixed number of queries."""

    tasks: list[Task]
    total: scoring.Total
    office_total: scoring.Total | None
    maximum: Decimal
    unnumbered: int  # documents cited here that have no number or no date

    @property
    def lines(self) -> list[Line]:
        return [line for task in self.tasks for line in task.lines]

    @property
    def returned(self) -> list[Line]:
        """What the office sent back, done ones last."""
        return sorted((line for line in self.lines if line.is_returned), key=lambda line: line.is_completed)

    @property
    def provided(self) -> int:
        return sum(task.provided for task in self.tasks)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.entry.is_answered]

    @property
    def required_missing(self) -> list[Line]:
        """Without these the assessment cannot be handed in."""
        return [line for line in self.missing if line.entry.indicator.required]

    @property
    def lacks(self) -> list[str]:
        unchanged = sum(not line.is_completed for line in self.returned)
        return lacking(holes=len(self.required_missing), unchanged=unchanged)

    @property
    def uncited(self) -> list[Line]:
        """Figures nothing proves."""
        return [line for line in self.lines if line.entry.is_provided and not line.is_cited]


def read_worklist(assessment: Assessment, officer: Officer) -> Worklist:
    """The list as this person may see it."""
    criteria = read_criteria(assessment)
    scores = {(score.criterion_id, score.side): score for score in assessment.scores.all()}
    people = {given.criterion_id: given.officer for given in assessment.assignments.select_related("officer")}
    years = assessment.period.last_year - assessment.period.first_year + 1
    tasks = {
        criterion.pk: Task(
            criterion=criterion,
            maximum=sum((indicator.points for indicator in criterion.indicators.all()), Decimal(0)) * years,
            score=scores.get((criterion.pk, Side.SELF)),
            office_score=scores.get((criterion.pk, Side.OFFICE)),
            is_appraised=assessment.state in rules.APPRAISED,
            is_completing=assessment.is_completing and assessment.state in rules.WRITING,
            assignee=people.get(criterion.pk),
        )
        for criterion in criteria
    }
    indicators = {indicator.pk: indicator for criterion in criteria for indicator in criterion.indicators.all()}
    lines = list(_lines(assessment, officer, indicators))
    returned = [line for line in lines if line.is_returned]
    comments = remarks.comments(line.entry.pk for line in returned) if returned else {}
    for line in returned:
        line.comments = comments.get(line.entry.pk, ())
    for line in lines:
        tasks[line.entry.indicator.criterion_id].lines.append(line)
    return Worklist(
        tasks=list(tasks.values()),
        total=_total(assessment, scores.values(), Side.SELF),
        office_total=_total(assessment, scores.values(), Side.OFFICE) if assessment.state in rules.APPRAISED else None,
        maximum=sum((task.maximum for task in tasks.values()), Decimal(0)),
        unnumbered=Evidence.objects.filter(citations__entry__assessment=assessment)
        .filter(Q(number="") | Q(issued_on=None))
        .values("pk")
        .distinct()
        .count(),
    )


def read_criteria(assessment: Assessment) -> list[Criterion]:
    """The criteria with their indicators, in order; the set keeps them for whatever else the page asks of it."""
    criteria_set = assessment.period.criteria_set
    indicators = Prefetch("criteria__indicators", Indicator.objects.order_by("position"))
    prefetch_related_objects([criteria_set], Prefetch("criteria", Criterion.objects.order_by("position")), indicators)
    return list(criteria_set.criteria.all())


def _lines(assessment: Assessment, officer: Officer, indicators: dict[int, Indicator]) -> Iterable[Line]:
    """In the order of `indicators`, by id."""
    verdicts = visible_verdicts(assessment, officer)
    places = {pk: place for place, pk in enumerate(indicators)}
    entries = assessment.entries.annotate(last_cited=Max("citations__at"))
    for entry in sorted(entries, key=lambda entry: (places[entry.indicator_id], entry.year)):
        entry.indicator = indicators[entry.indicator_id]
        verdict = verdicts.get(entry.pk)
        returned = is_returned(assessment, verdict)
        completed = returned and verdict is not None and is_completed(entry, verdict, entry.last_cited)
        yield Line(entry, verdict, returned, completed, is_cited=entry.last_cited is not None)


def _total(assessment: Assessment, scores: Iterable[Score], side: str) -> scoring.Total:
    return scoring.total(scores=[score for score in scores if score.side == side], period=assessment.period)


@dataclass(frozen=True)
class NextStep:
    """A link to the page where a step is taken, or the reason why it cannot be taken."""

    name: str
    label: str
    url: str
    ruling: rules.Ruling
    kind: str = ""
    lacks: list[str] = field(default_factory=list)  # what the leader will still have to see to


def lacking(*, holes: int, unchanged: int) -> list[str]:
    """What stands against handing in, in words: required lines without an answer, returned ones without a change."""
    told = []
    if holes:
        words = ngettext(
            "%(n)d required indicator is missing; the leader cannot hand in yet.",
            "%(n)d required indicators are missing; the leader cannot hand in yet.",
            holes,
        )
        told.append(words % {"n": holes})
    if unchanged:
        words = ngettext(
            "%(n)d indicator to be completed is unchanged.",
            "%(n)d indicators to be completed are unchanged.",
            unchanged,
        )
        told.append(words % {"n": unchanged})
    return told


def next_steps(assessment: Assessment, officer: Officer, worklist: Worklist) -> list[NextStep]:
    """What this person can do next with the assessment; officials see the leader's step with its reason."""
    roles = officer.roles_in_ward(assessment.ward_id)
    if not roles & {"official", "leader"}:
        return _reader_steps(assessment, officer)

    def step(action: Action, label: str, page: str, kind: str = "") -> NextStep:
        url = reverse(f"wards:{page}", args=[assessment.pk])
        ruling = rules.may_move(officer, assessment, action)
        lacks = worklist.lacks if action in {Action.SUBMIT, Action.HAND_IN} and ruling else []
        return NextStep(action.value, label, url, ruling, kind, lacks)

    hand_in = step(Action.HAND_IN, _("Check and hand in"), "check_answers")
    match assessment.state:
        case State.DRAFTING | State.TO_COMPLETE if "leader" not in roles:
            return [step(Action.SUBMIT, _("Submit to the ward leader"), "submit")]
        case State.WITH_LEADER:
            back = _("Send back to the officials") if "leader" in roles else _("Take back to go on working")
            return [hand_in, step(Action.TAKE_BACK, back, "take_back", "quiet")]
        case State.DRAFTING | State.TO_COMPLETE:
            return [hand_in]
        case State.HANDED_IN:
            return [step(Action.RECALL, _("Recall what was handed in"), "recall", "quiet")]
    return []


def _reader_steps(assessment: Assessment, officer: Officer) -> list[NextStep]:
    steps = []
    if rules.is_reviewer(officer, assessment) and assessment.round:
        url = reverse("wards:desk", args=[assessment.pk])
        steps.append(NextStep("desk", _("Open the appraisal"), url, rules.YES))
    if rules.may_extend(officer, assessment):
        url = reverse("wards:extend", args=[assessment.pk])
        steps.append(NextStep("extend", _("Extend the deadline"), url, rules.YES, "quiet"))
    return steps

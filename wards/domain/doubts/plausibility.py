"""Is this figure plausible? Every doubt is a question with its reason, answered in a sentence; nothing is blocked.

The ward's questions are about what stands there now, the office's about what was handed in. What a ward is asked never
tells of another ward: of its neighbours it learns a median and a range, of their papers nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.doubts import plausibility_figures as figures
from wards.domain.doubts import plausibility_papers as papers
from wards.domain.doubts.plausibility_facts import Facts, Found, Line, gather
from wards.domain.sheet.assessment import editable, locked, require
from wards.models import Answer, Assessment, Entry, Officer, RegistryFigure

Ask = Callable[[Facts], Iterator[Found]]
OF_A_WARD: tuple[Ask, ...] = (
    figures.last_year, figures.peers, figures.registry, figures.other_line, papers.other_year, papers.missing_kind,
)  # fmt: skip
OF_THE_OFFICE: tuple[Ask, ...] = (*OF_A_WARD, papers.two_wards)
LONGEST = 1000  # characters of an answer


@dataclass(frozen=True)
class Question:
    """One question about one line, with the answers given to these very facts, oldest first."""

    found: Found
    answers: tuple[Answer, ...] = ()

    @property
    def kind(self) -> str:
        return self.found.kind

    @property
    def kind_words(self) -> str:
        return str(Answer.Kind(self.found.kind).label)

    @property
    def entry(self) -> Entry:
        return self.found.entry

    @property
    def sentence(self) -> str:
        return self.found.sentence

    @property
    def wanted(self) -> str:
        """The document that is asked for; empty for a doubt."""
        return str(self.found.rests_on["title"]) if self.is_of_a_missing_paper else ""

    @property
    def is_provisional(self) -> bool:
        """It comes from relations that were made for this system."""
        return self.found.is_provisional

    @cached_property
    def facts(self) -> str:
        return self.found.facts

    @property
    def key(self) -> str:
        """Its name on a page, the same while its facts change: "812-other_year-33"."""
        ref = "".join(sign if sign.isalnum() else "_" for sign in self.found.ref)
        return "-".join(part for part in (str(self.entry.pk), str(self.kind), ref) if part)

    @property
    def is_of_a_missing_paper(self) -> bool:
        """It asks for a document that pages list as lacking already; all else doubts what stands there."""
        return self.kind == Answer.Kind.MISSING_KIND

    @property
    def is_open(self) -> bool:
        """Neither the ward nor the office has said anything to these facts."""
        return not self.answers


@dataclass(frozen=True)
class Findings:
    """All questions about an assessment, and what the office has on record for its lines."""

    questions: list[Question] = field(default_factory=list)
    records: Mapping[int, list[RegistryFigure]] = field(default_factory=dict)  # by entry id

    @property
    def open(self) -> list[Question]:
        return [question for question in self.questions if question.is_open]

    def of(self, entry: int) -> list[Question]:
        return [question for question in self.questions if question.entry.pk == entry]


def look(assessment: Assessment, *, for_office: bool, lines: Sequence[Line] | None = None) -> Findings:
    """Ask everything there is to ask, with a number of queries that grows with nothing. Wants ward, period and set.

    `lines` spares reading them again where they are at hand: see `plausibility_facts.gather`.
    """
    facts = gather(assessment, for_office=for_office, lines=lines)
    given: dict[tuple[int, str, str], list[Answer]] = {}
    for told in _answers(assessment, for_office=for_office):
        given.setdefault((told.entry_id, told.kind, told.facts), []).append(told)
    found = [one for ask in (OF_THE_OFFICE if for_office else OF_A_WARD) for one in ask(facts)]
    place = {line.entry.pk: index for index, line in enumerate(facts.lines)}
    found.sort(key=lambda one: place[one.entry.pk])
    records: dict[int, list[RegistryFigure]] = {}
    for line, _known, record in figures.on_record(facts):
        records.setdefault(line.entry.pk, []).append(record)
    return Findings(
        questions=[Question(one, tuple(given.get((one.entry.pk, one.kind, one.facts), ()))) for one in found],
        records=records,
    )


def questions(assessment: Assessment, *, for_office: bool) -> list[Question]:
    """Every question about the assessment, in the order of its lines."""
    return look(assessment, for_office=for_office).questions


def _answers(assessment: Assessment, *, for_office: bool) -> list[Answer]:
    """The ward's own; the office also reads what it noted itself."""
    rows = assessment.answers.select_related("by").order_by("pk")
    return list(rows if for_office else rows.filter(is_office=False))


@transaction.atomic
def answer(*, question: Question, sentence: str, by: Officer, is_office: bool = False) -> Answer:
    """Say a sentence to a question: the ward's answer or, with `is_office`, the office's own note.

    Saying the same again adds nothing. Raises ValidationError under "sentence", or NotAllowed.
    """
    entry = question.entry
    entry.assessment = locked(entry.assessment)
    require(rules.may_review(by, entry.assessment) if is_office else editable(entry, by=by))
    fields = {"entry": entry, "kind": question.kind, "facts": question.facts, "is_office": is_office}
    said = checked(sentence)
    last = Answer.objects.filter(**fields).order_by("-pk").first()
    if last is not None and (last.sentence, last.by_id) == (said, by.pk):
        return last
    return Answer.objects.create(
        **fields, assessment=entry.assessment, question=question.sentence, sentence=said, by=by
    )


def checked(sentence: str) -> str:
    """The sentence as it is kept. Raises ValidationError under "sentence"."""
    said = sentence.replace("\r\n", "\n").strip()
    if not said:
        raise ValidationError({"sentence": _("Write a sentence first.")})
    if "\0" in said:
        raise ValidationError({"sentence": _("The sentence has a sign that no keyboard writes. Type it anew.")})
    if len(said) > LONGEST:
        words = {"longest": LONGEST, "length": len(said)}
        raise ValidationError({"sentence": _("At most %(longest)d characters, please; this has %(length)d.") % words})
    return said

"""A line as pages show it: its figure, points, evidence, what the office said, and whether it may be changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext

from emulation.text import write_number
from wards import rules
from wards.domain.appraisal import meanwhile, remarks
from wards.domain.sheet.carrying import Left, beside
from wards.domain.sheet.changes import outdated_words
from wards.domain.sheet.explain import describe_figure, describe_target, explain
from wards.forms.entry import EntryForm
from wards.models import Assessment, Citation, Criterion, Entry, Indicator, LineScore, Officer, Remark, Side, Verdict
from wards.queries.assessments import BANDS, LEVELS
from wards.queries.evidence import tell_newest
from wards.views.returned import is_completed, is_returned, visible_verdicts

NO_LINE = LineScore(points=None, met=None)


@dataclass
class Card:
    """One line. `form` is bound when what was typed is not saved; `line` is what the saved figure is worth."""

    entry: Entry
    line: LineScore
    office_line: LineScore
    verdict: Verdict | None  # the last one, if this person may know of it already
    ruling: rules.Ruling
    form: EntryForm
    reader: Officer
    saved_now: bool = False  # this very answer brings the news
    conflict: bool = False  # somebody else saved meanwhile: the entry holds their figure, the form the typed one
    comments: Sequence[Remark] = ()  # what the office said beside its verdict; its notes never come here
    replaced: str = ""  # what the reader had saved here and somebody else changed since
    earlier: str = ""  # what another page of the reader's had saved, replaced by this very save
    left: Left | None = None  # what the set before said of it and could not be carried over
    outdated: str = ""  # that the explanation is of an earlier figure
    notice: str = ""  # why what was typed is not saved, where no field is to blame

    @property
    def is_returned(self) -> bool:
        """The office sent this line back and waits for it."""
        return is_returned(self.entry.assessment, self.verdict)

    @property
    def is_completed(self) -> bool:
        """The ward has changed the figure or its evidence since the office sent it back."""
        last = max((citation.at for citation in self.citations), default=None)
        return self.verdict is not None and is_completed(self.entry, self.verdict, last)

    @property
    def citations(self) -> Iterable[Citation]:
        return self.entry.citations.all()

    @property
    def figure(self) -> str:
        return describe_figure(self.entry, self.entry.indicator)

    @property
    def target(self) -> str:
        return describe_target(self.entry.indicator)

    @property
    def saved(self) -> str:
        """The saved figure in short, as it is told beside another: "7/8"."""
        return short(self.entry, self.entry.indicator)

    @property
    def typed(self) -> str:
        """The figure in the form, in short; empty if it cannot be read."""
        if not self.form.is_bound or not self.form.is_valid():
            return ""
        columns = self.form.figure()
        levels = {level.pk: level for level in self.entry.indicator.options.all()}
        option = levels.get(columns.pop("option_id"))
        return short(Entry(**columns, option=option), self.entry.indicator)

    @property
    def kept(self) -> str:
        """What still counts after a refused value."""
        if not self.entry.is_provided:
            return gettext("Nothing is saved yet.")
        return gettext("The old figure %(figure)s is kept.") % {"figure": self.saved}

    @property
    def author(self) -> str:
        """Who saved the figure that stands there."""
        return self.entry.updated_by.full_name if self.entry.updated_by else self.signed

    @property
    def signed(self) -> str:
        """The author with their position; of a figure changed in the database itself nobody is known."""
        return str(self.entry.updated_by or gettext("System administration (not through these pages)"))

    @property
    def saved_text(self) -> str:
        """When the line was saved last, and by whom if it was somebody else."""
        if self.entry.updated_at is None:
            return ""
        at = timezone.localtime(self.entry.updated_at)
        words = {"time": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}", "who": self.signed}
        if self.entry.updated_by_id != self.reader.pk:
            return gettext("Saved at %(time)s on %(day)s by %(who)s") % words
        if at.date() == timezone.localdate():
            return gettext("Saved at %(time)s") % words
        return gettext("Saved at %(time)s on %(day)s") % words

    @property
    def words(self) -> list[BoundField]:
        """The fields beside the figure."""
        return [self.form["explanation"], self.form["no_data_reason"]]

    @property
    def is_unsaved(self) -> bool:
        return self.form.is_bound

    @property
    def why(self) -> list[tuple[str, str]]:
        return explain(self.entry, self.entry.indicator, self.line)

    @property
    def office_figure(self) -> str:
        return describe_figure(self.verdict, self.entry.indicator) if self.verdict else ""

    @property
    def has_words(self) -> bool:
        """Something stands in the fields beside the figure, or is wrong there: they are shown opened."""
        return any(field.value() or field.errors for field in self.words)


def short(figure: Entry, indicator: Indicator) -> str:
    """A figure without the percentage and unit that go with a share."""
    if figure.met is not None and figure.of is not None:
        return f"{write_number(figure.met)}/{write_number(figure.of)}"
    return describe_figure(figure, indicator)


@dataclass(frozen=True)
class Stats:
    """The head of a criterion's page, from its lines: never stale."""

    points: Decimal
    office_points: Decimal | None  # once the appraisal is completed
    maximum: Decimal
    provided: int
    lines: int


@dataclass(frozen=True)
class Sheet:
    """A criterion's page."""

    cards: list[Card]
    stats: Stats

    @property
    def refusal(self) -> str:
        """Why lines cannot be changed, where one reason holds for all that cannot: told once."""
        reasons = {card.ruling.reason for card in self.cards if not card.ruling}
        return reasons.pop() if len(reasons) == 1 else ""

    @property
    def is_closed(self) -> bool:
        return not any(card.ruling for card in self.cards)


CITED = "citations__evidence__files__content"


def read_sheet(assessment: Assessment, criterion: Criterion, officer: Officer) -> Sheet:
    """The cards of a criterion in a fixed number of queries: lines sent back first, otherwise in the set's order."""
    entries = (
        assessment.entries.filter(indicator__criterion=criterion)
        .select_related("indicator", "option", "updated_by")
        .prefetch_related(BANDS, LEVELS, CITED)
        .order_by("indicator__position", "year")
    )
    return _sheet(entries, assessment, criterion, officer)


def read_line(entry: Entry, officer: Officer) -> Sheet:
    """The criterion's page with the card of this line alone: what stands in the entry counts as saved."""
    scale = LEVELS if entry.indicator.value == Indicator.Value.CHOICE else BANDS
    prefetch_related_objects([entry], scale, CITED)
    return _sheet([entry], entry.assessment, entry.indicator.criterion, officer)


def _sheet(entries: Iterable[Entry], assessment: Assessment, criterion: Criterion, officer: Officer) -> Sheet:
    lines = list(
        LineScore.objects.filter(assessment=assessment, criterion=criterion).annotate(
            maximum=F("entry__indicator__points")
        )
    )
    by_entry = {(line.entry_id, line.side): line for line in lines}
    verdicts = visible_verdicts(assessment, officer)
    assignee = assessment.assignments.filter(criterion=criterion).values_list("officer_id", flat=True).first()
    criterion.criteria_set = assessment.period.criteria_set
    entries = list(entries)
    comments = remarks.comments(entry.pk for entry in entries) if assessment.round else {}
    is_ward = rules.is_ward_officer(officer, assessment)
    replaced = meanwhile.replaced(entries, reader=officer) if is_ward else {}
    outdated = outdated_words(assessment, entries) if is_ward else {}
    left, cards = beside(entries, assessment), []
    for entry in entries:
        entry.assessment, entry.indicator.criterion = assessment, criterion
        verdict = verdicts.get(entry.pk)
        ruling = rules.may_edit(officer, entry, assignee_id=assignee, verdict=verdict)
        cards.append(
            Card(
                entry=entry, verdict=verdict, ruling=ruling, form=entry_form(entry), reader=officer,
                line=by_entry.get((entry.pk, Side.SELF), NO_LINE),
                office_line=by_entry.get((entry.pk, Side.OFFICE), NO_LINE), comments=comments.get(entry.pk, ()),
                left=left.get(entry.pk), replaced=replaced.get(entry.pk, ""),
                outdated=outdated.get(entry.pk, "") if ruling else "",
            )
        )  # fmt: skip
    tell_newest([citation for card in cards for citation in card.citations], assessment.ward_id)
    cards.sort(key=lambda card: not card.is_returned)
    return Sheet(cards, _stats(assessment, lines))


def entry_form(entry: Entry, data: Any = None) -> EntryForm:
    """The form of a line, its fields' ids unique on the page."""
    return EntryForm(entry.indicator, data, figure=entry, auto_id=f"entry-{entry.pk}-%s")


def _stats(assessment: Assessment, lines: Iterable[Any]) -> Stats:
    own = [line for line in lines if line.side == Side.SELF]
    appraised = assessment.state in rules.APPRAISED
    return Stats(
        points=_sum(own),
        office_points=_sum([line for line in lines if line.side == Side.OFFICE]) if appraised else None,
        maximum=sum((line.maximum for line in own), Decimal(0)),
        provided=sum(line.provided for line in own),
        lines=len(own),
    )


def _sum(lines: list[LineScore]) -> Decimal:
    return sum((line.points or Decimal(0) for line in lines), Decimal(0))

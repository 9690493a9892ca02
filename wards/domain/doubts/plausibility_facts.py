"""What questions are made of: an assessment's lines, what they are held against, and the numbers in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.text import canonical, digest, write_number
from wards import rules
from wards.domain.criteria import lineage
from wards.domain.doubts.plausibility_file import Distance, Relations, Small
from wards.domain.doubts.plausibility_following import relations_for
from wards.domain.sheet import sealed
from wards.domain.sheet.explain import FigureLike, percentage, with_unit
from wards.domain.sheet.sealed import HandedLine
from wards.models import Assessment, Entry, HandIn, Indicator, RegistryFigure


@dataclass(frozen=True)
class Line:
    """A line with the figure and evidence that questions are about: live for the ward, as handed in for the office."""

    entry: Entry
    figure: HandedLine

    @property
    def indicator(self) -> Indicator:
        return self.entry.indicator


@dataclass(frozen=True)
class Found:
    """A question before its answers. `rests_on` is what an answer holds for; `ref` tells two of a kind apart."""

    kind: str
    entry: Entry
    sentence: str
    rests_on: Mapping[str, Any]
    ref: str = ""
    is_provisional: bool = False

    @property
    def facts(self) -> str:
        """Digest of what the question rests on: an answer to other facts does not answer it."""
        return digest(canonical({"kind": str(self.kind), "ref": self.ref, **self.rests_on}))


@dataclass(frozen=True)
class Facts:
    """Everything about one assessment that the kinds of questions look at, read with a fixed number of queries."""

    assessment: Assessment
    relations: Relations
    lines: list[Line]
    earlier: Mapping[tuple[str, int], Entry] = field(default_factory=dict)  # (code, year) → the figure of that year
    peers: Mapping[tuple[int, int], list[Fraction]] = field(default_factory=dict)  # (indicator, year) → amounts
    registry: Mapping[tuple[int, str], RegistryFigure] = field(default_factory=dict)  # (year, subject)

    def of(self, code: str, year: int) -> Line | None:
        return next((line for line in self.lines if (line.indicator.code, line.entry.year) == (code, year)), None)


def gather(assessment: Assessment, *, for_office: bool, lines: Sequence[Line] | None = None) -> Facts:
    """The facts as the ward has them now, or as the office was handed them; without a hand-in it has none.

    `lines` are those, in their order, where the caller has read them already.
    """
    relations = relations_for(assessment.period.criteria_set)
    return Facts(
        assessment=assessment, relations=relations,
        lines=_lines(assessment, for_office=for_office) if lines is None else list(lines),
        earlier=_earlier(assessment) if relations.last_year else {},
        peers=_peers(assessment) if relations.peers else {},
        registry=_registry(assessment) if relations.known else {},
    )  # fmt: skip


def _lines(assessment: Assessment, *, for_office: bool) -> list[Line]:
    figures = _handed(assessment) if for_office else sealed.as_it_stands(assessment)
    entries = assessment.entries.select_related("indicator__criterion", "option").order_by(
        "indicator__criterion__position", "indicator__position", "year"
    )
    return [Line(entry, figures[entry.pk]) for entry in entries if entry.pk in figures] if figures else []


def _handed(assessment: Assessment) -> dict[int, HandedLine]:
    last = assessment.hand_ins.order_by("-round").first()
    return sealed.read(last) if last else {}


def _earlier(assessment: Assessment) -> dict[tuple[str, int], Entry]:
    """What the ward itself handed in of earlier years, under this set or those before it, by code here and year."""
    criteria_set = assessment.period.criteria_set
    before = lineage.descent(criteria_set, same=True)
    mine = Q(indicator__criterion__criteria_set=criteria_set) | Q(indicator__in=before)
    rows = Entry.objects.filter(
        mine, assessment__ward=assessment.ward_id, assessment__round__gt=0, year__lt=assessment.period.first_year,
    ).exclude(assessment=assessment)  # fmt: skip
    rows = rows.select_related("indicator", "option").order_by("assessment__period__last_year", "pk")
    return {(before.get(row.indicator_id, row.indicator.code), row.year): row for row in rows if row.is_provided}


def _peers(assessment: Assessment) -> dict[tuple[int, int], list[Fraction]]:
    """Amounts that other wards of the office handed in for this period, by indicator and year; without names.

    A line that is open again for completion counts with the figure that was handed in: not at all once it changed.
    """
    handed = HandIn.objects.filter(assessment=OuterRef("assessment")).order_by("-round").values("at")[:1]
    in_hand = ~Q(assessment__state__in=rules.WRITING)
    completing = Q(assessment__completion_due__isnull=False, updated_at__lte=Subquery(handed))
    rows = (
        Entry.objects.filter(in_hand | completing, assessment__period=assessment.period_id, assessment__round__gt=0)
        .filter(assessment__ward__office=assessment.ward.office_id, assessment__ward__office__isnull=False)
        .exclude(assessment__ward=assessment.ward_id)
        .filter(Q(number__isnull=False) | Q(of__isnull=False))
        .values_list("indicator", "year", "number", "met", "of")
    )
    found: dict[tuple[int, int], list[Fraction]] = {}
    for indicator, year, number, met, of in rows:
        amount = Fraction(number) if number is not None else Fraction(100 * (met or 0), of or 1)  # of > 0: a CHECK
        found.setdefault((indicator, year), []).append(amount)
    return found


def _registry(assessment: Assessment) -> dict[tuple[int, str], RegistryFigure]:
    period = assessment.period
    rows = RegistryFigure.objects.filter(
        ward=assessment.ward_id, year__gte=period.first_year, year__lte=period.last_year
    ).order_by()
    return {(row.year, row.subject): row for row in rows}


def amount(figure: FigureLike, indicator: Indicator) -> Fraction | None:
    """The figure as one exact number, a share as its percentage; None where there is nothing to compare."""
    if indicator.value == Indicator.Value.NUMBER and figure.number is not None:
        return Fraction(figure.number)
    if indicator.value == Indicator.Value.SHARE and figure.met is not None:
        return Fraction(100 * figure.met, figure.of)
    return None


def part_of(figure: FigureLike, part: str) -> Decimal | None:
    """One of "number", "met", "of"."""
    value = getattr(figure, part)
    return None if value is None else Decimal(value)


def is_percentage(indicator: Indicator) -> bool:
    return indicator.value == Indicator.Value.SHARE or indicator.unit == "%"


def is_far(one: Fraction, from_: Fraction, distance: Distance, line: Line, small: Small | None = None) -> bool:
    """Whether the line's amount lies further from the other one than the set's data allow without a question.

    One school of four is 25 percentage points: a share of few is first measured in its own units.
    """
    gap, of = abs(one - from_), line.figure.of
    if small and of is not None and of < small.below and gap * of / 100 <= small.units:
        return False
    if is_percentage(line.indicator):
        return gap > Fraction(distance.points)
    return gap > abs(from_) * Fraction(distance.percent) / 100


def best(indicator: Indicator) -> Fraction | None:
    """The best figure that may be entered at all, where there is one: 100% of a share, 0% of poor households."""
    share = indicator.value == Indicator.Value.SHARE
    match indicator.target_op:
        case Indicator.Op.AT_LEAST | Indicator.Op.MORE:
            ceiling = None if indicator.may_exceed else Decimal(100)
            most = ceiling if share else indicator.maximum
            return None if most is None else Fraction(most)
        case Indicator.Op.AT_MOST | Indicator.Op.LESS:
            least = Decimal(0) if share else indicator.minimum
            return None if least is None else Fraction(least)
    return None


def written(value: Fraction, indicator: Indicator) -> str:
    """ "82,5%", "62,5 triệu đồng/người/năm": rounded to two decimals, to be read."""
    return with_unit(rounded(value), indicator)


def rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def told(figure: FigureLike, indicator: Indicator) -> str:
    """The figure as a sentence holds it: "7/8 (87,5%)", "95,7%"."""
    if indicator.value == Indicator.Value.SHARE:
        return f"{write_number(figure.met)}/{write_number(figure.of)} ({write_number(percentage(figure))}%)"
    return with_unit(figure.number, indicator)


def part_words(part: str) -> str:
    return {
        "number": pgettext("part of a figure", "the result"),
        "met": pgettext("part of a figure", "the number met"),
        "of": pgettext("part of a figure", "the total"),
    }[part]


def provided(facts: Facts) -> Iterator[Line]:
    """The lines that have a figure."""
    return (line for line in facts.lines if line.figure.is_provided)


def named(line: Line) -> str:
    """The line as another one speaks of it."""
    return _("indicator %(code)s") % {"code": line.indicator.code}

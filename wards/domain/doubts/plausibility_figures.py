"""Questions that a figure raises: beside last year's, other wards', what the office knows, and other lines."""

import statistics
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from emulation.text import write_number
from wards.domain.doubts.plausibility_facts import (
    Facts,
    Found,
    Line,
    amount,
    best,
    is_far,
    is_percentage,
    named,
    part_of,
    part_words,
    provided,
    rounded,
    told,
    written,
)  # fmt: skip
from wards.domain.doubts.plausibility_file import Fit, Known, Relations
from wards.domain.sheet.explain import FigureLike
from wards.models import Answer, RegistryFigure

Kind = Answer.Kind


def last_year(facts: Facts) -> Iterator[Found]:
    """A figure that moved far since the latest earlier year the ward has one of: of this series, else handed in."""
    distance = facts.relations.last_year
    if distance is None:
        return
    own = {(line.indicator.code, line.entry.year): line for line in provided(facts)}
    for line in own.values():
        year, before = _latest_before(line, own, facts)
        now = amount(line.figure, line.indicator)
        was = amount(before, line.indicator) if before is not None else None
        if before is None or now is None or was is None or not is_far(now, was, distance, line, facts.relations.small):
            continue
        words = {
            "before_year": year, "before": told(before, line.indicator), "year": line.entry.year,
            "now": told(line.figure, line.indicator), "gap": _gap(now, was, line),
        }  # fmt: skip
        yield Found(
            kind=Kind.LAST_YEAR, entry=line.entry, is_provisional=facts.relations.is_provisional,
            sentence=_("%(before_year)d: %(before)s; %(year)d: %(now)s (%(gap)s). What brought this change about?")
            % words,
            rests_on={"year": year, "before": rested(was), "now": rested(now)},
        )  # fmt: skip


def _latest_before(line: Line, own: dict[tuple[str, int], Line], facts: Facts) -> tuple[int, FigureLike | None]:
    code, year = line.indicator.code, line.entry.year
    found: dict[int, FigureLike] = {then: figure for (its, then), figure in facts.earlier.items() if its == code}
    found |= {then: other.figure for (its, then), other in own.items() if its == code and then < year}
    latest = max(found, default=0)
    return latest, found.get(latest)


def _gap(now: Fraction, was: Fraction, line: Line) -> str:
    """ "tăng 15,5 điểm phần trăm", "giảm 40%"; of nothing no percentage can be told."""
    up = now > was
    if is_percentage(line.indicator):
        words = {"gap": write_number(rounded(abs(now - was)))}
        return (_("up by %(gap)s percentage points") if up else _("down by %(gap)s percentage points")) % words
    if not was:
        words = {"gap": written(abs(now - was), line.indicator)}
    else:
        words = {"gap": f"{write_number(rounded(abs(now - was) / abs(was) * 100))}%"}
    return (_("up by %(gap)s") if up else _("down by %(gap)s")) % words


def peers(facts: Facts) -> Iterator[Found]:
    """A figure far from those of the office's other wards; told are their median and range, never a name.

    An answer rests on the ward's own figure and the side it lies on: it must not lapse whenever a neighbour hands in.
    """
    ways = facts.relations.peers
    if ways is None:
        return
    for line in provided(facts):
        others = facts.peers.get((line.indicator.pk, line.entry.year), [])
        own = amount(line.figure, line.indicator)
        if own is None or len(others) < ways.least or not is_outlying(own, others, facts.relations, line):
            continue
        middle = statistics.median(others)
        words = {
            "figure": told(line.figure, line.indicator), "middle": written(middle, line.indicator),
            "low": written(min(others), line.indicator), "high": written(max(others), line.indicator),
            "n": len(others),
        }  # fmt: skip
        above = own > middle
        sentence = _sentence_above(words) if above else _sentence_below(words)
        yield Found(
            kind=Kind.PEERS, entry=line.entry, sentence=sentence, is_provisional=facts.relations.is_provisional,
            rests_on={"figure": rested(own), "above": above},
        )  # fmt: skip


def _sentence_above(words: dict[str, object]) -> str:
    return _(
        "%(figure)s is far above the other wards of this period: median %(middle)s, lowest %(low)s, highest %(high)s "
        "(%(n)d wards that handed in). What explains it?"
    ) % words  # fmt: skip


def _sentence_below(words: dict[str, object]) -> str:
    return _(
        "%(figure)s is far below the other wards of this period: median %(middle)s, lowest %(low)s, highest %(high)s "
        "(%(n)d wards that handed in). What explains it?"
    ) % words  # fmt: skip


def is_outlying(own: Fraction, others: list[Fraction], relations: Relations, line: Line) -> bool:
    """Beyond the median by so many MADs, or outside the quartiles' fences, and not just a hair away from the median.

    What another ward has too, or what nobody can better, is nothing to ask about. Where most wards agree the MAD is
    zero and says nothing; the fences and the least distance then decide.
    """
    ways = relations.peers
    if ways is None or min(others) <= own <= max(others) or own == best(line.indicator):
        return False
    middle = statistics.median(others)
    if not is_far(own, middle, ways.distance, line, relations.small):
        return False
    mad = statistics.median([abs(other - middle) for other in others])
    if mad and abs(own - middle) > Fraction(ways.mads) * mad:
        return True
    first, _median, third = statistics.quantiles(others, n=4, method="inclusive")
    reach = Fraction(ways.fences) * (third - first)
    return own < first - reach or own > third + reach


def registry(facts: Facts) -> Iterator[Found]:
    """A part of a figure that counts what the office has on record of the ward, and differs from it."""
    for line, known, record in on_record(facts):
        own = part_of(line.figure, known.part)
        if own is None or own == record.value:
            continue
        words = {
            "part": part_words(known.part), "own": write_number(own), "value": write_number(record.value),
            "subject": record.get_subject_display(), "year": record.year, "source": record.source,
        }  # fmt: skip
        yield Found(
            kind=Kind.REGISTRY, entry=line.entry, ref=known.subject, is_provisional=facts.relations.is_provisional,
            sentence=_(
                "Here %(part)s is %(own)s; the basic figures of %(year)d have %(value)s (%(subject)s, source: "
                "%(source)s). Which number is right, and why do they differ?"
            ) % words,
            rests_on={"own": own, "value": record.value, "part": known.part},
        )  # fmt: skip


def on_record(facts: Facts) -> Iterator[tuple[Line, Known, RegistryFigure]]:
    """Every line with what the office has on record for a part of it."""
    for line in facts.lines:
        for known in facts.relations.known:
            record = facts.registry.get((line.entry.year, known.subject))
            if known.indicator == line.indicator.code and record is not None:
                yield line, known, record


def other_line(facts: Facts) -> Iterator[Found]:
    """Two lines of the same year that do not fit together."""
    by_place = {(line.indicator.code, line.entry.year): line for line in provided(facts)}
    for (code, year), line in by_place.items():
        for fit in facts.relations.fits:
            other = by_place.get((fit.other, year))
            if fit.line != code or other is None:
                continue
            own, theirs = part_of(line.figure, fit.part), part_of(other.figure, fit.other_part)
            if own is None or theirs is None or _holds(own, fit.op, theirs):
                continue
            words = {
                "part": part_words(fit.part), "own": write_number(own), "other_part": part_words(fit.other_part),
                "other": named(other), "theirs": write_number(theirs), "why": fit.why,
            }  # fmt: skip
            yield Found(
                kind=Kind.OTHER_LINE, entry=line.entry, ref=f"{fit.part}-{fit.other}-{fit.other_part}",
                sentence=_unfit(fit) % words, is_provisional=facts.relations.is_provisional,
                rests_on={"own": own, "theirs": theirs},
            )  # fmt: skip


def _holds(own: Decimal, op: str, theirs: Decimal) -> bool:
    return {"=": own == theirs, "<=": own <= theirs, ">=": own >= theirs}[op]


def _unfit(fit: Fit) -> str:
    if fit.op == "<=":
        return _(
            "Here %(part)s is %(own)s, more than %(other_part)s of %(other)s, %(theirs)s; yet %(why)s. How is that?"
        )
    if fit.op == ">=":
        return _(
            "Here %(part)s is %(own)s, less than %(other_part)s of %(other)s, %(theirs)s; yet %(why)s. How is that?"
        )
    return _(
        "Here %(part)s is %(own)s, but %(other_part)s of %(other)s is %(theirs)s; yet %(why)s. Why do the two differ?"
    )


def rested(value: Fraction) -> str:
    """An exact number in the canonical text of what a question rests on."""
    return f"{value.numerator}/{value.denominator}"

"""Prove that what a file says holds together: dates, sums, targets, succession, and one band for every legal figure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from emulation.text import write_number
from wards.domain.criteria.catalogue_file import Table
from wards.domain.criteria.catalogue_reading import CriterionDraft, IndicatorDraft, SetDraft
from wards.domain.criteria.catalogue_scale import Scale, legal_range
from wards.models import Band, CriteriaSet, Criterion, Indicator


@dataclass(frozen=True)
class Predecessor:
    """The set a new one replaces, whether it stands in the database or is loaded together with it."""

    kind: str
    effective_from: dt.date
    effective_to: dt.date | None
    texts: dict[str, str]  # by criterion number

    @classmethod
    def of(cls, criteria_set: CriteriaSet, criteria: Iterable[Criterion]) -> "Predecessor":
        texts = {criterion.number: criterion.text for criterion in criteria}
        return cls(criteria_set.kind, criteria_set.effective_from, criteria_set.effective_to, texts)


def prove(draft: SetDraft, predecessor: Predecessor | None) -> None:
    """Note every fault of sense in the draft; faults of form are there already and are not reported twice."""
    _prove_dates(draft.table, draft.record)
    _prove_unique(draft)
    for criterion in draft.criteria:
        _prove_criterion(criterion, draft.record)
    for indicator in draft.indicators:
        _prove_range(indicator)
        _prove_target(indicator)
        _prove_bands(indicator)
    if not draft.criteria and "criteria" not in {fault.place for fault in draft.table.faults.found}:
        draft.table.fault("criteria", _("there is no criterion"))
    if draft.record.scoring == CriteriaSet.Scoring.POINTS:
        _prove_sums(draft)
    if draft.supersedes:
        _prove_succession(draft, predecessor)


def _prove_dates(table: Table, record: CriteriaSet) -> None:
    start = record.effective_from
    if record.review_notice and record.review_from is None and "review_from" not in table.data:
        table.fault("review_notice", _("needs the day in review_from"))
    if start is None:
        return
    for key, day in (("effective_to", record.effective_to), ("review_from", record.review_from)):
        if day is not None and day < start:
            message = _("%(day)s is before effective_from, %(start)s")
            table.fault(key, message % {"day": f"{day:%d/%m/%Y}", "start": f"{start:%d/%m/%Y}"})
    if record.basis_issued is not None and record.basis_issued > start:
        message = _("%(day)s is after effective_from, %(start)s")
        table.fault(
            "legal_basis.issued", message % {"day": f"{record.basis_issued:%d/%m/%Y}", "start": f"{start:%d/%m/%Y}"}
        )


def _prove_unique(draft: SetDraft) -> None:
    numbers = [(item.table, "number", item.record.number) for item in draft.criteria]
    codes = [(item.table, "code", item.record.code) for item in draft.indicators]
    for rows in (numbers, codes):
        seen: set[str] = set()
        for table, key, value in rows:
            if value and value in seen:
                table.fault(key, _("“%(value)s” stands twice") % {"value": value})
            seen.add(value)


def _prove_criterion(criterion: CriterionDraft, of: CriteriaSet) -> None:
    record, table = criterion.record, criterion.table
    if record.wording == Criterion.Wording.VERBATIM and not record.text and "text" not in table.data:
        table.fault("text", _("is missing: a verbatim criterion needs the words of the law"))
    if of.scoring == CriteriaSet.Scoring.POINTS and not criterion.indicators and "indicators" not in table.data:
        table.fault("indicators", _("a criterion with points needs an indicator"))


def _prove_sums(draft: SetDraft) -> None:
    maximum, pass_points = draft.record.max_points, draft.record.pass_min_points
    if maximum is None:
        return
    if maximum == 0:
        draft.table.fault("max_points", _("must be above 0"))
    if pass_points is not None and pass_points > maximum:
        message = _("%(points)s is more than max_points, %(maximum)s")
        words = {"points": write_number(pass_points), "maximum": write_number(maximum)}
        draft.table.fault("pass_rule.min_points", message % words)
    points = [indicator.record.points for indicator in draft.indicators]
    if draft.indicators and None not in points and sum(points) != maximum:
        message = _("the indicators add up to %(sum)s points, not to %(maximum)s")
        draft.table.fault("max_points", message % {"sum": write_number(sum(points)), "maximum": write_number(maximum)})


def _prove_range(indicator: IndicatorDraft) -> None:
    low, high = indicator.record.minimum, indicator.record.maximum
    if low is not None and high is not None and low >= high:
        message = _("%(high)s is not above min, %(low)s")
        indicator.table.fault("max", message % {"high": write_number(high), "low": write_number(low)})


def _prove_target(indicator: IndicatorDraft) -> None:
    """A target must lie in the legal range, and some figure in that range must meet it."""
    target, op, span = indicator.record.target_value, indicator.record.target_op, legal_range(indicator.record)
    if target is None or span is None:
        return
    low, high = span
    words = {
        "target": write_number(target),
        "low": write_number(low),
        "high": "∞" if high is None else write_number(high),
    }
    if target < low or (high is not None and target > high):
        message = _("the target %(target)s is outside the legal range %(low)s … %(high)s")
        indicator.table.fault("target.value", message % words)
    elif (op == Indicator.Op.MORE and target == high) or (op == Indicator.Op.LESS and target == low):
        indicator.table.fault("target", _("no figure from %(low)s to %(high)s can meet it") % words)


def _prove_bands(indicator: IndicatorDraft) -> None:
    """Check the computed bands against the scale they came from, without the code that made them."""
    if indicator.scale is None:
        return
    for problem in band_problems(indicator.bands, indicator.scale.low, indicator.scale.high):
        indicator.table.fault("scale", problem)
    step = Decimal(1).scaleb(-(indicator.record.decimals if indicator.record.decimals is not None else 6))
    for figure in _probes(indicator.scale, step):
        found = [points_in(band, figure) for band in indicator.bands if holds(band, figure)]
        if found != [scale_points(indicator.scale, figure)]:
            message = _("the bands do not give %(figure)s the points of the scale")
            indicator.table.fault("scale", message % {"figure": write_number(figure)})


def band_problems(bands: Sequence[Band], low: Decimal, high: Decimal | None) -> Iterator[str]:
    """Where bands fail to cover the figures from `low` to `high` (None: without end) exactly once, in words."""
    ordered = sorted(bands, key=lambda band: (band.low, band.high is None, band.high or 0))
    if not ordered or ordered[0].low != low:
        yield _("a gap: the bands do not begin at %(low)s") % {"low": write_number(low)}
    for here, after in pairwise(ordered):
        words = {"figure": write_number(after.low)}
        if here.high is None or here.high > after.low or (here.closed and here.high == after.low):
            yield _("bands overlap at %(figure)s") % words
        elif here.high < after.low:
            yield _("a gap before %(figure)s") % words
    if ordered and (ordered[-1].high != high or ordered[-1].closed is (high is None)):
        yield _("a gap: the bands do not end at %(high)s") % {"high": "∞" if high is None else write_number(high)}


def holds(band: Band, figure: Decimal) -> bool:
    """Whether the figure lies in the band, ends as stored."""
    below = band.high is None or figure < band.high or (band.closed and figure == band.high)
    return band.low <= figure and below


def points_in(band: Band, figure: Decimal) -> Decimal:
    """The exact points of a figure in this band. For proofs only: scores come from the database."""
    if band.p0 == band.p1:
        return band.p0
    return band.p0 + (band.p1 - band.p0) * (figure - band.x0) / (band.x1 - band.x0)


def scale_points(scale: Scale, figure: Decimal) -> Decimal | None:
    """What the file's own pairs give a figure, read without bands; None where they give nothing."""
    below = [pair for pair in scale.pairs if pair[0] <= figure]
    above = [pair for pair in scale.pairs if pair[0] > figure]
    if scale.kind == "step":
        return below[-1][1] if below else None
    if not below or not above:
        return (below or above)[-1 if below else 0][1]
    (x0, p0), (x1, p1) = below[-1], above[0]
    return p0 + (p1 - p0) * (figure - x0) / (x1 - x0)


def _probes(scale: Scale, step: Decimal) -> Iterator[Decimal]:
    """Every figure where something may change, its neighbours a step away and the middles between: all legal ones."""
    edges = sorted({scale.low, *(pair[0] for pair in scale.pairs), *([scale.high] if scale.high is not None else [])})
    around = {edge + shift for edge in edges for shift in (-step, Decimal(0), step)}
    middles = {(left + right) / 2 for left, right in pairwise(edges)}
    yield from sorted(x for x in around | middles if x >= scale.low and (scale.high is None or x <= scale.high))


def _prove_succession(draft: SetDraft, predecessor: Predecessor | None) -> None:
    table, record = draft.table, draft.record
    if draft.supersedes == record.code or predecessor is None:
        message = _("there is no other published set “%(code)s”; load it before or together with this one")
        table.fault("supersedes.code", message % {"code": draft.supersedes})
        return
    if record.kind and predecessor.kind != record.kind:
        table.fault("supersedes.code", _("that set is of another kind, %(kind)s") % {"kind": predecessor.kind})
    start, end = record.effective_from, predecessor.effective_to
    if start is not None and end is not None and predecessor.effective_from < start <= end:
        message = _("%(start)s is not after the last day of the set it replaces, %(end)s")
        table.fault("effective_from", message % {"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"})
    _prove_quotes(draft, predecessor.texts)


def _prove_quotes(draft: SetDraft, old: dict[str, str]) -> None:
    """Quoted words must stand in the criterion they name; only `changed` may name something else ("khoản 3")."""
    new = {criterion.record.number: criterion.record.text for criterion in draft.criteria}
    quotes = (
        ("moved", "from", "words", old),
        ("moved", "to", "", new),
        ("changed", "at", "was", old),
        ("changed", "at", "now", new),
        ("added", "at", "words", new),
        ("dropped", "at", "words", old),
    )
    for name, at, words, texts in quotes:
        for index, item in enumerate(draft.record.succession.get(name, [])):
            place, number = f"supersedes.{name}[{index}]", item[at]
            if number and number not in texts and name != "changed":
                draft.table.fault(f"{place}.{at}", _("there is no criterion “%(number)s”") % {"number": number})
            elif words and texts.get(number) and item[words] not in texts[number]:
                message = _("these words do not stand in criterion “%(number)s”")
                draft.table.fault(f"{place}.{words}", message % {"number": number})

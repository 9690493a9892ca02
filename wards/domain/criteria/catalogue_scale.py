"""From the scale a file gives to bands: stretches of figures that cover the legal range once, each with its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from emulation.text import write_number
from wards.domain.criteria.catalogue_file import Table
from wards.models import Band, Indicator, Option

ZERO, ONE, WHOLE = Decimal(0), Decimal(1), Decimal(100)
Pair = tuple[Decimal, Decimal]  # a figure (of a share its percentage) and its points


@dataclass(frozen=True)
class Scale:
    """As the file says: "linear" joins the pairs by straight lines, flat outside; "step" holds until the next pair."""

    kind: str
    pairs: tuple[Pair, ...]
    low: Decimal
    high: Decimal | None  # None: no upper end


def legal_range(indicator: Indicator) -> tuple[Decimal, Decimal | None] | None:
    """The smallest and largest figure (None: no upper end) that bands must cover; None when it has no bands."""
    low, high = indicator.minimum, indicator.maximum
    match indicator.value:
        case "number" if low is not None and high is not None and low < high:
            return low, high
        case "share":
            return ZERO, None if indicator.may_exceed else WHOLE
        case "yes_no":
            return ZERO, ONE
    return None


def read_scale(table: Table, indicator: Indicator) -> Scale | None:
    """The indicator's scale, or the one it has without saying so; None with faults when there is none to trust."""
    span = legal_range(indicator)
    given = table.table("scale")
    if given is None:
        if "scale" in table.data or span is None or indicator.points is None:
            return None  # reported already
        if indicator.value == "yes_no":
            return Scale("step", ((ZERO, ZERO), (ONE, indicator.points)), *span)
        if indicator.points:
            table.fault("scale", _("is missing"))
        return None if indicator.points else Scale("step", ((span[0], ZERO),), *span)
    kind = given.one_of("kind", ["linear", "step"])
    pairs = _read_pairs(given, places=_places(indicator))
    given.close()
    sound = pairs is not None and _is_sound(given, kind, pairs, indicator)
    if span is None or not kind or pairs is None:
        return None
    scale = Scale(kind, tuple(pairs), *span)
    return scale if _covers(given, scale) and sound else None


def _places(indicator: Indicator) -> int:
    """How fine a figure can be: nothing in the scale may be finer, or it could never be reached."""
    if indicator.value == "number":
        return 6 if indicator.decimals is None else indicator.decimals
    return 0 if indicator.value == "yes_no" else 6


def _read_pairs(scale: Table, *, places: int) -> list[Pair] | None:
    """The pairs in the order of the file; None with faults when one is no pair of numbers."""
    pairs: list[Pair] = []
    items = scale.items("pairs", required=True)
    for index, item in enumerate(items):
        key = f"pairs[{index}]"
        if not isinstance(item, list) or len(item) != 2:
            scale.fault(key, _("must be a pair [value, points]"))
            continue
        value = scale.exact(f"{key}[0]", item[0], places=places)
        points = scale.exact(f"{key}[1]", item[1], places=2, least=0, most=10_000)
        if value is not None and points is not None:
            pairs.append((value, points))
    return pairs if pairs and len(pairs) == len(items) else None


def _is_sound(table: Table, kind: str, pairs: Sequence[Pair], indicator: Indicator) -> bool:
    """Report what no range can make right: pairs that do not ascend, too few of them, and a wrong maximum."""
    before = len(table.faults.found)
    if kind == "linear" and len(pairs) < 2:
        table.fault("pairs", _("a linear scale needs at least two pairs"))
    for index, (here, after) in enumerate(pairwise(pairs), 1):
        if after[0] == here[0]:
            message = _("bands overlap: %(value)s has two pairs")
        elif after[0] < here[0]:
            message = _("bands overlap: values must ascend, but %(value)s stands after %(before)s")
        else:
            continue
        table.fault(f"pairs[{index}]", message % {"value": write_number(after[0]), "before": write_number(here[0])})
    most = max(points for _value, points in pairs)
    if indicator.points is not None and most != indicator.points:
        message = _("the most the scale gives (%(most)s) is not the indicator's points (%(points)s)")
        table.fault("pairs", message % {"most": write_number(most), "points": write_number(indicator.points)})
    return len(table.faults.found) == before


def _covers(table: Table, scale: Scale) -> bool:
    """Report values outside the legal range, and what of it is left without points."""
    before = len(table.faults.found)
    for index, (value, _points) in enumerate(scale.pairs):
        if value < scale.low or (scale.high is not None and value > scale.high):
            table.fault(f"pairs[{index}]", _("%(value)s is outside the legal range %(range)s") % _words(scale, value))
    first = min(scale.pairs)[0]
    if scale.kind == "step" and first > scale.low:
        message = _("a gap: figures from %(low)s to below %(value)s have no points; begin with a pair for %(low)s")
        table.fault("pairs[0]", message % _words(scale, first))
    return len(table.faults.found) == before


def _words(scale: Scale, value: Decimal) -> dict[str, str]:
    low, high = write_number(scale.low), "∞" if scale.high is None else write_number(scale.high)
    return {"value": write_number(value), "low": low, "range": f"{low} … {high}"}


def bands_of(scale: Scale) -> list[Band]:
    """Bands from `low` to `high` without gap or overlap: every one half-open, the last one closed (or without end)."""
    pairs, (first, last) = scale.pairs, (scale.pairs[0], scale.pairs[-1])
    tail = _flat(last[0], scale.high, last[1], closed=scale.high is not None)
    if scale.kind == "step":
        return [*(_flat(here[0], after[0], here[1]) for here, after in pairwise(pairs)), tail]
    head = [_flat(scale.low, *first)] if first[0] > scale.low else []
    lines = [_line(here, after, closed=after[0] == scale.high) for here, after in pairwise(pairs)]
    return [*head, *lines] if last[0] == scale.high else [*head, *lines, tail]


def _flat(low: Decimal, high: Decimal | None, points: Decimal, *, closed: bool = False) -> Band:
    return Band(low=low, high=high, closed=closed, x0=low, p0=points, x1=low, p1=points)


def _line(left: Pair, right: Pair, *, closed: bool) -> Band:
    return Band(low=left[0], high=right[0], closed=closed, x0=left[0], p0=left[1], x1=right[0], p1=right[1])


def read_options(table: Table, indicator: Indicator) -> list[Option]:
    """The named levels of a choice, proved against the indicator's points."""
    options: list[Option] = []
    levels = table.tables("choices")
    for position, level in enumerate(levels, 1):
        name = level.text("name", longest=200)
        points = level.number("points", required=bool(indicator.points), places=2, least=0, most=10_000)
        options.append(Option(position=position, name=name, points=points or ZERO, met=level.flag("met")))
        level.close()
        if name and name in [option.name for option in options[:-1]]:
            level.fault("name", _("“%(value)s” stands twice") % {"value": name})
    _prove_options(table, indicator, options)
    return options


def _prove_options(table: Table, indicator: Indicator, options: Sequence[Option]) -> None:
    if len(options) < 2:
        table.fault("choices", _("at least two levels are needed"))
        return
    most = max(option.points for option in options)
    if indicator.points is not None and most != indicator.points:
        message = _("the most a level gives (%(most)s) is not the indicator's points (%(points)s)")
        table.fault("choices", message % {"most": write_number(most), "points": write_number(indicator.points)})
    if not any(option.met for option in options):
        table.fault("choices", _("no level is marked as met"))

"""Why a figure has its points, in words. Reads bands and the points given; computes none (there is one engine)."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from emulation.text import write_number
from wards.models import Band, CriteriaSet, Criterion, Indicator


class FigureLike(Protocol):
    """A value in one of five shapes: an Entry or an adjusted Verdict."""

    # Which of them is there, the indicator says.
    @property
    def number(self) -> Any: ...
    @property
    def met(self) -> Any: ...
    @property
    def of(self) -> Any: ...
    @property
    def yes(self) -> Any: ...
    @property
    def option(self) -> Any: ...
    @property
    def text(self) -> Any: ...
    @property
    def is_provided(self) -> bool: ...


class LineLike(Protocol):
    """What the engine says of the figure: points (None: none), met (None: nothing to meet)."""

    points: Decimal | None
    met: bool | None


def explain(figure: FigureLike, indicator: Indicator, line: LineLike) -> list[tuple[str, str]]:
    """Rows (label, sentence) that lead from the figure to its points. Prefetch bands, options and the criteria set."""
    rows = [(_("Figure"), describe_figure(figure, indicator))]
    if figure.is_provided and line.points is not None:
        rows.append((pgettext("why", "Points"), _describe_points(figure, indicator, line.points)))
    rows.append((_("Scale"), describe_scale(indicator)))
    target = ": ".join(part for part in (describe_target(indicator), _outcome(line)) if part)
    if target:
        rows.append((_("Target"), target))
    rows.append((_("Basis"), describe_basis(indicator.criterion)))
    return rows


def _outcome(line: LineLike) -> str:
    if line.met is None:
        return ""
    return pgettext("target", "met") if line.met else pgettext("target", "not met")


def describe_figure(figure: FigureLike, indicator: Indicator) -> str:
    """The figure with its unit: "21/25 đơn vị = 84%", "95,7%", "Đạt"."""
    if not figure.is_provided:
        return _("No figure yet")
    match indicator.value:
        case "number":
            return with_unit(figure.number, indicator)
        case "share":
            share = f"{write_number(figure.met)}/{write_number(figure.of)}"
            return f"{share} {indicator.unit}".strip() + f" = {write_number(percentage(figure))}%"
        case "yes_no":
            return yes_or_no(figure.yes)
        case "choice":
            return figure.option.name
    return figure.text


def yes_or_no(yes: bool | None) -> str:
    return pgettext("figure", "Met") if yes else pgettext("figure", "Not met")


def percentage(figure: FigureLike) -> Decimal:
    """The percentage of a share, half up at 2 places: to read, never to compare (bands and targets use met and of)."""
    return (100 * Decimal(figure.met) / figure.of).quantize(Decimal("0.01"), ROUND_HALF_UP)


def with_unit(value: Decimal, indicator: Indicator) -> str:
    """A number as it is written with its unit: "95,7%", "62,5 triệu đồng/người/năm"."""
    unit = "%" if indicator.value == "share" else indicator.unit
    return write_number(value) + (unit if unit == "%" else f" {unit}".rstrip())


def _short(value: Decimal, indicator: Indicator) -> str:
    """The number where its unit has just been said; a percent sign is never left out."""
    return write_number(value) + ("%" if indicator.value == "share" or indicator.unit == "%" else "")


def points_in_words(points: Decimal) -> str:
    words = ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2)
    return words % {"points": write_number(points)}


def describe_scale(indicator: Indicator) -> str:
    """The whole scale: "Dưới 40%: 0 điểm; từ 40% đến dưới 80%: tính theo tỷ lệ; từ 80%: 3 điểm"."""
    if not indicator.points:
        return _("Gives no points")
    if indicator.value == "choice":
        return "; ".join(f"{option.name}: {points_in_words(option.points)}" for option in indicator.options.all())
    bands = _joined(indicator.bands.all())
    if indicator.value == "yes_no":
        return "; ".join(f"{yes_or_no(band.low > 0)}: {points_in_words(band.p0)}" for band in reversed(bands))
    parts = [f"{_stretch(bands, index, indicator)}: {_worth(band)}" for index, band in enumerate(bands)]
    if _ends_on_a_line(bands):
        parts.append(f"{_short(bands[-1].x1, indicator)}: {points_in_words(bands[-1].p1)}")
    words = "; ".join(parts)
    return words[:1].upper() + words[1:]


def _joined(bands: Iterable[Band]) -> list[Band]:
    """Bands in order, neighbours with the same flat points told as one."""
    told: list[Band] = []
    for band in sorted(bands, key=lambda band: (band.low, band.closed)):
        last = told[-1] if told else None
        if last and last.p0 == last.p1 == band.p0 == band.p1:
            told[-1] = Band(
                low=last.low, high=band.high, closed=band.closed, x0=last.x0, p0=last.p0, x1=last.x1, p1=last.p1
            )
        else:
            told.append(band)
    return told


def _is_flat(band: Band) -> bool:
    return band.p0 == band.p1


def _worth(band: Band) -> str:
    return points_in_words(band.p0) if _is_flat(band) else _("in proportion")


def _ends_on_a_line(bands: Sequence[Band]) -> bool:
    """Whether the largest figure is where a line arrives: its points are then said on their own."""
    return bands[-1].closed and not _is_flat(bands[-1])


def _falls_after(bands: Sequence[Band], index: int) -> bool:
    """Whether this flat band goes over into a falling line, so that its upper end still has its full points."""
    if index + 1 >= len(bands) or not _is_flat(bands[index]):
        return False
    after = bands[index + 1]
    return after.p0 == bands[index].p0 and after.p0 > after.p1


def _stretch(bands: Sequence[Band], index: int, indicator: Indicator) -> str:
    """Which figures a band holds, as people say it; the ends of the legal range are left unsaid."""
    band, first, last = bands[index], index == 0, index == len(bands) - 1
    write = with_unit if first else _short  # a long unit is said once
    words = {"low": write(band.low, indicator), "high": "" if band.high is None else write(band.high, indicator)}
    if last and not first and band.low == band.high:
        return words["low"]
    if first and last and _is_flat(band):
        return _("every figure")
    if first:
        return (_("up to %(high)s") if _falls_after(bands, index) else _("below %(high)s")) % words
    if last and not _ends_on_a_line(bands):
        return _("from %(low)s") % words
    if _falls_after(bands, index - 1):
        return _("above %(low)s, to below %(high)s") % words
    return _("from %(low)s to below %(high)s") % words


def describe_target(indicator: Indicator) -> str:
    """What meets the indicator: "từ 75% trở lên"; empty where there is nothing to say (a yes_no is met by yes)."""
    if indicator.value == "choice":
        return _(" or ").join(f"“{option.name}”" for option in indicator.options.all() if option.met)
    if indicator.target_value is None:
        return ""
    ceiling = Decimal(100) if indicator.value == "share" and not indicator.may_exceed else indicator.maximum
    value = with_unit(indicator.target_value, indicator)
    if indicator.target_op == Indicator.Op.AT_LEAST and indicator.target_value == ceiling:
        return value
    words = {
        ">=": _("%(value)s or more"),
        "<=": _("at most %(value)s"),
        ">": _("more than %(value)s"),
        "<": _("less than %(value)s"),
        "=": _("exactly %(value)s"),
    }
    return words[indicator.target_op] % {"value": value}


def _describe_points(figure: FigureLike, indicator: Indicator, points: Decimal) -> str:
    """The points given, and the band or level that gives them."""
    whole = _("%(points)s of %(maximum)s") % {
        "points": write_number(points),
        "maximum": points_in_words(indicator.points),
    }
    bands = _joined(indicator.bands.all()) if indicator.value in ("number", "share") else []
    for index, band in enumerate(bands):
        if not _holds(band, figure):
            continue
        words = {"points": whole, "stretch": _stretch(bands, index, indicator), "line": _line_in_words(band, indicator)}
        if _is_flat(band):
            return _("%(points)s: the figure lies in “%(stretch)s”") % words
        return _("%(points)s: in proportion on the line %(line)s") % words
    return whole


def _line_in_words(band: Band, indicator: Indicator) -> str:
    words = {
        "x0": with_unit(band.x0, indicator),
        "p0": points_in_words(band.p0),
        "x1": with_unit(band.x1, indicator),
        "p1": points_in_words(band.p1),
    }
    return _("from %(x0)s (%(p0)s) to %(x1)s (%(p1)s), rounded to 2 decimals") % words


def _holds(band: Band, figure: FigureLike) -> bool:
    """Whether the figure lies in the band; a share by multiplication, as the engine does."""
    top, whole = (figure.number, 1) if figure.number is not None else (100 * figure.met, figure.of)
    below = band.high is None or top < band.high * whole or (band.closed and top == band.high * whole)
    return top >= band.low * whole and below


def describe_basis(criterion: Criterion) -> str:
    """How sure the criterion's wording is, with the legal document it comes from."""
    criteria_set = criterion.criteria_set
    if criteria_set.status == CriteriaSet.Status.CONFIRMED:
        return _("%(document)s, checked against the official text") % {"document": criteria_set.basis_title}
    match criterion.wording:
        case "verbatim":
            return _("%(document)s, in its own words") % {"document": criteria_set.basis_title}
        case "reported":
            return _("%(document)s, as a secondary source reports it") % {"document": criteria_set.basis_title}
    return _("A provisional threshold, not checked against the original text (%(document)s)") % {
        "document": criteria_set.basis_title
    }

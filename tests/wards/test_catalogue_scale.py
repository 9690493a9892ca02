"""Scales become bands that give every legal figure its points exactly once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wards.domain.criteria.catalogue_proof import band_problems, holds, points_in, scale_points
from wards.domain.criteria.catalogue_scale import Scale, bands_of, legal_range
from wards.models import Band, Indicator


@st.composite
def scales(draw: st.DrawFn) -> tuple[Scale, int]:
    """A valid scale over a random legal range, with the decimals its figures may have."""
    decimals = draw(st.integers(0, 3))
    unit = Decimal(1).scaleb(-decimals)
    low, span = draw(st.integers(-300, 300)), draw(st.integers(1, 600))
    kind = draw(st.sampled_from(["linear", "step"]))
    steps = draw(st.sets(st.integers(low, low + span), min_size=2 if kind == "linear" else 1, max_size=6))
    if kind == "step":
        steps |= {low}
    points = [draw(st.integers(0, 1000)) for _ in steps]
    pairs = tuple((x * unit, Decimal(p) / 100) for x, p in zip(sorted(steps), points, strict=True))
    high = None if draw(st.booleans()) else (low + span) * unit
    return Scale(kind, pairs, low * unit, high), decimals


@given(scales())
def test_bands_hold_every_legal_figure_once_with_its_points(drawn: tuple[Scale, int]) -> None:
    scale, decimals = drawn
    bands = bands_of(scale)
    unit = Decimal(1).scaleb(-decimals)
    top = scale.high if scale.high is not None else scale.pairs[-1][0] + 5 * unit

    for n in range(int((top - scale.low) / unit) + 1):
        figure = scale.low + n * unit
        found = [band for band in bands if holds(band, figure)]
        assert len(found) == 1, figure
        assert points_in(found[0], figure) == scale_points(scale, figure)
    assert not any(holds(band, scale.low - unit) for band in bands)
    assert scale.high is None or not any(holds(band, scale.high + unit) for band in bands)
    assert list(band_problems(bands, scale.low, scale.high)) == []


def band(low: int, high: int | None, *, closed: bool = False) -> Band:
    return Band(low=low, high=high, closed=closed, x0=low, p0=1, x1=low, p1=1)


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([], "không bắt đầu từ 0"),
        ([band(1, 100, closed=True)], "không bắt đầu từ 0"),
        ([band(0, 40), band(50, 100, closed=True)], "hở ngay trước giá trị 50"),
        ([band(0, 60), band(50, 100, closed=True)], "chồng nhau tại 50"),
        ([band(0, 50, closed=True), band(50, 100, closed=True)], "chồng nhau tại 50"),
        ([band(0, None), band(50, 100, closed=True)], "chồng nhau tại 50"),
        ([band(0, 100)], "không kết thúc ở 100"),
        ([band(0, 90, closed=True)], "không kết thúc ở 100"),
        ([band(0, None)], "không kết thúc ở 100"),
    ],
)
def test_proof_finds_bands_that_do_not_cover_the_range(bands: list[Band], problem: str) -> None:
    assert any(problem in found for found in band_problems(bands, Decimal(0), Decimal(100)))


def test_share_runs_to_its_whole_unless_it_may_exceed() -> None:
    assert legal_range(Indicator(value="share")) == (0, 100)
    assert legal_range(Indicator(value="share", may_exceed=True)) == (0, None)


def test_scale_without_upper_end_is_flat_beyond_its_last_pair() -> None:
    bands = bands_of(Scale("linear", ((Decimal(0), Decimal(0)), (Decimal(120), Decimal(4))), Decimal(0), None))

    assert [(b.low, b.high, b.closed, b.p0, b.p1) for b in bands] == [(0, 120, False, 0, 4), (120, None, False, 4, 4)]

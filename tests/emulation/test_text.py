"""Keys, canonical text, and numbers as Vietnamese offices write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from emulation.text import canonical, digest, read_number, search_key, sort_key, write_number

figures = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False)


def test_search_key_drops_what_people_do_not_type() -> None:
    assert search_key("  Phường ĐIỆN\u00a0 Biên ") == "phuong dien bien"
    assert search_key("Phường Điện Biên") == search_key("Phu\u031bo\u031b\u0300ng Đie\u0323\u0302n Biên")


@given(st.text())
def test_search_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_sort_key_follows_the_dictionary() -> None:
    ordered = [
        "An",
        "Ăn",
        "Ân",
        "Ba",
        "Bà",
        "Bả",
        "Bã",
        "Bá",
        "Bạ",
        "Ban",
        "Dương",
        "Đào",
        "Em",
        "Ê",
        "O",
        "Ô",
        "Ơ",
        "U",
        "Ư",
    ]

    assert sorted(sorted(ordered), key=sort_key) == ordered


def test_sort_key_compares_syllable_by_syllable_and_numbers_as_numbers() -> None:
    ordered = ["Phường 2", "Phường 10", "Phường Ba Đình", "Phường Bà Rịa", "Phường Đông Hải", "Phường Đông Sơn"]

    assert sorted(sorted(ordered), key=lambda name: sort_key(name).encode()) == ordered


@given(st.text(alphabet="aăâbcdđeêioôơuưyàảãáạ ABĐ019"))
def test_sort_key_is_ascii_and_ignores_case(text: str) -> None:
    assert sort_key(text).isascii()
    assert sort_key(text.upper()) == sort_key(text.lower())


def test_canonical_is_one_text_for_equal_data() -> None:
    hanoi = timezone(timedelta(hours=7))
    data = {"số": Decimal("95.70"), "a": [True, None, 3], "ngày": date(2019, 12, 31)}

    assert canonical(data) == '{"a":[true,null,3],"ngày":"2019-12-31","số":"95.7"}'
    assert canonical({"x": Decimal("1E+2")}) == canonical({"x": Decimal("100.000")}) == '{"x":"100"}'
    assert canonical(datetime(2019, 1, 1, 7, tzinfo=hanoi)) == canonical(datetime(2019, 1, 1, tzinfo=UTC))
    assert len(digest(canonical(data))) == 64


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"a": {1, 2}}, datetime(2019, 1, 1), b"x"])
def test_canonical_refuses_what_has_no_single_text(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("95,7", "95.7"),
        ("95.7", "95.7"),
        (" 1.234,5 ", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234,25", "1234.25"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("0.123", "0.123"),
        ("1,234", "1.234"),
        ("-3,5", "-3.5"),
        ("−3", "-3"),
        ("007", "7"),
    ],
)
def test_read_number_takes_every_unambiguous_form(typed: str, number: str) -> None:
    assert read_number(typed, decimals=3) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "-", "abc", "1,2,3", "1.23.456", "12 34", "1e5", "²", "٣", "95,7%", "1_000", "nan"]
)
def test_read_number_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number(typed, decimals=2)

    assert refusal.value.code == "not_a_number"


@pytest.mark.parametrize(
    ("typed", "decimals", "high", "told"),
    [
        (
            "1.234", 3, "10000",
            "“1.234” can be read as 1234 or as 1,234. Write 1234 for the former, 1,234 for the latter.",
        ),
        (
            "1.234", 2, "10000",
            "“1.234” can be read in two ways. Write 1234 if thousands are meant; "
            "a fraction takes at most 2 digits after the comma, like 1,23.",
        ),
        (
            "1.234", 1, "10000",
            "“1.234” can be read in two ways. Write 1234 if thousands are meant; "
            "a fraction takes at most 1 digit after the comma, like 1,2.",
        ),
        ("1.234", 2, "100", "“1.234”: at most 2 digits after the comma, like 1,23."),
        ("1.234", 3, "100", "“1.234” can be read in two ways. Write 1,234 if that is meant."),
        ("1.230", 2, "100", "“1.230” can be read in two ways. Write 1,230 if that is meant."),
    ],
)  # fmt: skip
def test_read_number_asks_back_only_what_can_be_written(typed: str, decimals: int, high: str, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number(typed, decimals=decimals, low=Decimal(0), high=Decimal(high))

    with translation.override("en"):
        assert refusal.value.messages == [told]
    assert refusal.value.code == "ambiguous"


def test_read_number_does_not_advise_a_fraction_below_the_range() -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number("1.234", decimals=2, low=Decimal(10), high=Decimal(5000))

    with translation.override("en"):
        assert refusal.value.messages == ["“1.234” can be read in two ways. Write 1234 if that is meant."]


def test_read_number_leaves_what_is_outside_either_way_to_the_range() -> None:
    assert read_number("-1.234", decimals=2, low=Decimal(0), high=Decimal(100)) == -1234


def test_read_number_has_one_reading_where_only_whole_numbers_are_asked_for() -> None:
    assert read_number("1.234", decimals=0) == 1234


@pytest.mark.parametrize(
    ("typed", "decimals", "code"), [("1,234", 2, "decimals"), ("1,5", 0, "whole"), ("1" * 16, 0, "too_long")]
)
def test_read_number_refuses_excess(typed: str, decimals: int, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number(typed, decimals=decimals)

    assert refusal.value.code == code


@given(figures)
def test_number_written_for_a_field_is_read_back(figure: Decimal) -> None:
    assert read_number(write_number(figure, grouped=False), decimals=3) == figure


@given(figures.filter(lambda figure: figure != figure.to_integral_value() or not 1000 <= abs(figure) < 10**6))
def test_number_written_for_reading_is_read_back_unless_it_has_two_readings(figure: Decimal) -> None:
    assert read_number(write_number(figure), decimals=3) == figure


def test_write_number_groups_and_trims() -> None:
    assert [write_number(Decimal(text)) for text in ("1234.50", "-1234567", "95.70", "0.00", "-0.5", "100")] == [
        "1.234,5",
        "-1.234.567",
        "95,7",
        "0",
        "-0,5",
        "100",
    ]

"""What the loader finds wrong with a file: every class of fault, each with its place, all of them in one run."""

import pytest

from tests.wards.broken_sets import FAULTS, SEVERAL, SOUND
from wards.domain.criteria import catalogue
from wards.models import CriteriaSet

pytestmark = pytest.mark.django_db


def refused(*texts: str) -> list[str]:
    with pytest.raises(catalogue.Refused) as caught:
        catalogue.load_all(sources=[catalogue.Source(f"{n}.toml", text) for n, text in enumerate(texts)])
    assert not CriteriaSet.objects.filter(code="model-ward-2030").exists()
    return [str(fault) for faults in caught.value.faults.values() for fault in faults]


def test_loader_accepts_the_sound_file() -> None:
    [loaded] = catalogue.load_all(sources=[catalogue.Source("sound.toml", SOUND)])

    assert loaded.criteria_set.status == "published"


@pytest.mark.parametrize("name", FAULTS)
def test_loader_refuses(name: str) -> None:
    old, new, expected = FAULTS[name]
    assert SOUND.count(old) >= 1

    faults = refused(SOUND.replace(old, new, 1))

    assert any(expected in fault for fault in faults), faults
    assert len(faults) == 1 or name in SEVERAL, faults


def test_loader_reports_every_fault_at_once_in_the_order_of_the_file() -> None:
    names = ["missing key", "ends before it starts", "range upside down", "gap", "level below points"]
    text = SOUND
    for name in names:
        text = text.replace(*FAULTS[name][:2], 1)

    faults = refused(text)

    expected = [FAULTS[name][2].rpartition(", ")[2] for name in names]
    assert [next((part for part in expected if part in fault), fault) for fault in faults] == expected


@pytest.mark.parametrize("hiding", ["unknown value", "range upside down", "no decimals", "unknown scale"])
def test_loader_reports_a_bad_scale_beside_another_fault_of_its_indicator(hiding: str) -> None:
    names = [hiding, "scale below points", "unfit decimals"]
    faults = {**FAULTS, "unfit decimals": ("decimals = 2", "decimals = -2", "decimals (chỉ tiêu 1.1): -2 nhỏ hơn 0")}
    if hiding == "no decimals":
        names.pop()
    text = SOUND
    for name in names:
        text = text.replace(*faults[name][:2], 1)

    found = refused(text)

    assert [name for name in names if not any(faults[name][2] in fault for fault in found)] == []


def test_loader_names_the_line_of_a_fault_inside_a_table() -> None:
    line = SOUND.splitlines().index('  scale = { kind = "step", pairs = [[0, 0], [50, 3]] }') + 1

    [fault] = refused(SOUND.replace("[50, 3]]", "[150, 3]]"))

    assert fault.startswith(f"dòng {line}, criteria[0].indicators[1].scale.pairs[1] (chỉ tiêu 1.2): ")


def test_loader_names_lines_after_a_text_of_several_lines() -> None:
    text = SOUND.replace("[legal_basis]", 'notes = """\n[legal_basis]\ncode = 5\n"""\n[legal_basis]')

    [fault] = refused(text.replace('issuer = "UBND tỉnh"', "issuer = 5"))

    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("issuer"))
    assert fault == f"dòng {line}, legal_basis.issuer: phải là chuỗi ký tự trong ngoặc kép"


def test_loader_refuses_one_code_in_two_files() -> None:
    assert "một tệp khác được nạp cùng lúc cũng có mã" in refused(SOUND, SOUND)[0]


def test_loader_refuses_indicators_and_points_where_people_judge() -> None:
    text = SOUND.replace('scoring = "points"', 'scoring = "verdict"')

    faults = refused(text)

    assert [fault.split(",")[1].split(":")[0].strip() for fault in faults] == [
        "max_points", "pass_rule", "criteria[0].indicators (tiêu chí 1)", "criteria[1].indicators (tiêu chí 2)",
    ]  # fmt: skip


HERO = """\
code = "hero-{year}"
kind = "labor-hero"
title = "Anh hùng Lao động"
scoring = "verdict"
window_years = 10
effective_from = {year}-01-01
[legal_basis]
number = "1/{year}/QH15"
name = "Luật"
issuer = "Quốc hội"
issued = 2000-01-01
[[criteria]]
number = "a"
short = "A"
wording = "verbatim"
text = "dẫn đầu {words}"
"""
OLD = HERO.format(year=2013, words="tiêu biểu")
NEW = HERO.format(year=2022, words="toàn quốc") + '[supersedes]\ncode = "hero-2013"\n'


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            'added = [{ at = "a", words = "tiêu biểu" }]',
            "supersedes.added[0].words: lời trích không có trong tiêu chí “a”",
        ),
        ('dropped = [{ at = "a", words = "toàn quốc" }]', "supersedes.dropped[0].words: lời trích không có"),
        ('moved = [{ from = "z", to = "a", words = "x" }]', "supersedes.moved[0].from: không có tiêu chí “z”"),
        ('moved = [{ from = "a", to = "z", words = "dẫn đầu" }]', "supersedes.moved[0].to: không có tiêu chí “z”"),
        ('changed = [{ at = "a", was = "x", now = "toàn quốc" }]', "supersedes.changed[0].was: lời trích không có"),
        ('moved = [{ from = "a", words = "dẫn đầu" }]', "supersedes.moved[0].to: còn thiếu"),
    ],
)
def test_loader_refuses_a_succession_that_is_not_in_the_texts(changes: str, expected: str) -> None:
    [fault] = refused(OLD, NEW + changes)

    assert expected in fault


def test_loader_refuses_a_successor_that_begins_before_its_predecessor_ends() -> None:
    old = OLD.replace("effective_from", "effective_to = 2022-06-30\neffective_from")

    [fault] = refused(old, NEW)

    assert fault.endswith("01/01/2022 không sau ngày hết hiệu lực của bộ được thay thế là 30/06/2022")


def test_loader_refuses_a_predecessor_of_another_kind() -> None:
    [fault] = refused(SOUND, NEW.replace("hero-2013", "model-ward-2030"))

    assert "supersedes.code: bộ đó thuộc loại khác: model-ward" in fault


def test_loader_takes_both_of_a_succession_in_any_order() -> None:
    changes = 'dropped = [{ at = "a", words = "tiêu biểu" }]\nadded = [{ at = "a", words = "toàn quốc" }]\n'
    sources = [catalogue.Source("new.toml", NEW + changes), catalogue.Source("old.toml", OLD)]

    catalogue.load_all(sources=sources)

    assert CriteriaSet.objects.get(code="hero-2022").supersedes.code == "hero-2013"

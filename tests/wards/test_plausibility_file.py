"""The relations of a set are data: shipped files fit their sets, wrong ones name their faults."""

import pytest

from tests.cast import CATALOGUES
from wards.domain.criteria import catalogue
from wards.domain.doubts.plausibility_file import FOLDER, Refused, Relations, prove, read, relations_of
from wards.models import CriteriaSet

FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
GOOD = """
set = "x"
confidence = "provisional"
last_year = { points = 10, percent = 30 }
small = { below = 10, units = 1 }
[[fits]]
line = "5.2"
part = "of"
op = "="
other = "5.1"
other_part = "of"
why = "cùng một tổng số"
"""


def test_every_shipped_set_has_its_file() -> None:
    assert sorted(path.stem for path in CATALOGUES.glob("*.toml")) == FILES


@pytest.mark.django_db
@pytest.mark.parametrize("code", FILES)
def test_a_shipped_file_fits_its_set(code: str) -> None:
    sources = [catalogue.Source(path.name, path.read_text(encoding="utf-8")) for path in CATALOGUES.glob("*.toml")]
    catalogue.load_all(sources=sources)

    assert prove(relations_of(code), CriteriaSet.objects.get(code=code)) == []
    assert relations_of(code).is_provisional


def test_a_set_without_a_file_has_no_relations() -> None:
    assert relations_of("chua-co-tep") == Relations()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('set = "x"', 'set = "y"', "dòng 2, set: là “y”, nhưng tệp này dành cho “x”"),
        ("points = 10", "points = -1", "dòng 4, last_year.points"),
        ("below = 10", "below = 0", "dòng 5, small.below"),
        ('op = "="', 'op = "=="', "dòng 9, fits[0].op"),
        ('why = "cùng một tổng số"', "", "fits[0].why"),
        ("[[fits]]", "[[fit]]", "fit"),
        ("confidence", "confidense", "confidense"),
        ("set =", "set", "dòng 2"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, told: str) -> None:
    assert read(GOOD, code="x").fits[0].line == "5.2"
    with pytest.raises(Refused) as refused:
        read(GOOD.replace(old, new), code="x")
    assert told in str(refused.value)


@pytest.mark.django_db
def test_relations_to_lines_the_set_has_not_are_found(model_ward_set: CriteriaSet) -> None:
    wrong = read(GOOD.replace('"5.1"', '"5.9"').replace('part = "of"\nop', 'part = "number"\nop'), code="x")

    assert prove(wrong, model_ward_set) == [
        "số liệu của chỉ tiêu 5.2 không có phần “number”", "bộ tiêu chí không có chỉ tiêu 5.9",
    ]  # fmt: skip

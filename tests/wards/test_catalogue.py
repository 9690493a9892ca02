"""Criteria sets: what the loader publishes, and that nothing changes a published set."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from wards.domain.criteria import catalogue
from wards.models import Band, CriteriaSet, Criterion, Indicator, LedgerEntry, Officer, Option

CATALOGUES = Path(__file__).resolve().parents[2] / "wards" / "catalogues"
FILES = sorted(str(path) for path in CATALOGUES.glob("*.toml"))

pytestmark = pytest.mark.django_db


def test_catalogue_holds_the_three_sets(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue", *reversed(FILES))

    sets = {found.code: found for found in CriteriaSet.objects.published()}
    assert sets.keys() == {"labor-hero-2013", "labor-hero-2022", "model-ward-2019"}
    ward = sets["model-ward-2019"]
    assert (ward.criteria.count(), Indicator.objects.filter(criterion__criteria_set=ward).count()) == (8, 26)
    assert sum(Indicator.objects.values_list("points", flat=True)) == ward.max_points == 100
    assert sets["labor-hero-2022"].supersedes == sets["labor-hero-2013"]
    assert "".join(sets["labor-hero-2013"].criteria.values_list("number", flat=True)) == "abcdđe"
    assert capsys.readouterr().out.count("đã công bố") == 3


def test_catalogue_loaded_twice_stays_as_it_was(
    sets: dict[str, CriteriaSet], capsys: pytest.CaptureFixture[str]
) -> None:
    before = [
        list(model.objects.order_by("pk").values()) for model in (CriteriaSet, Criterion, Indicator, Band, Option)
    ]
    entries = LedgerEntry.objects.count()

    call_command("load_catalogue", *FILES)

    after = [list(model.objects.order_by("pk").values()) for model in (CriteriaSet, Criterion, Indicator, Band, Option)]
    assert after == before
    assert LedgerEntry.objects.count() == entries
    assert capsys.readouterr().out.count("không có gì thay đổi") == 3


def test_catalogue_remarks_do_not_make_other_content(sets: dict[str, CriteriaSet]) -> None:
    path = CATALOGUES / "labor-hero-2022.toml"
    text = path.read_text().replace("Cần đối chiếu Luật", "Phải đối chiếu Luật").replace("max = 100\n", "max = 100.0\n")

    [loaded] = catalogue.load_all(sources=[catalogue.Source("x.toml", f"# note\n{text}")])

    assert not loaded.is_new


def test_catalogue_other_content_under_a_published_code_is_refused(sets: dict[str, CriteriaSet]) -> None:
    text = (CATALOGUES / "model-ward-2019.toml").read_text().replace("Tỷ lệ hộ cận nghèo", "Tỷ lệ hộ nghèo")

    with pytest.raises(catalogue.Refused, match="phải phát hành phiên bản mới với mã khác"):
        catalogue.load_all(sources=[catalogue.Source("x.toml", text)])

    assert Indicator.objects.filter(text="Tỷ lệ hộ cận nghèo").exists()


def test_catalogue_is_sealed_in_the_ledger(sets: dict[str, CriteriaSet]) -> None:
    entry = LedgerEntry.objects.get(subject="model-ward-2019")

    assert (entry.kind, entry.digest) == ("criteria_set_published", sets["model-ward-2019"].digest)
    assert "Tỷ lệ hộ nghèo đa chiều" in entry.text


def test_catalogue_loads_all_files_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text((CATALOGUES / "model-ward-2019.toml").read_text().replace("max_points = 100", "max_points = 90"))

    with pytest.raises(CommandError, match="Có 1 lỗi; chưa ghi gì"):
        call_command("load_catalogue", FILES[0], str(broken))

    assert not CriteriaSet.objects.exists()
    assert "broken.toml: dòng" in capsys.readouterr().err


def test_catalogue_check_writes_nothing() -> None:
    call_command("load_catalogue", "--check", *FILES)

    assert not CriteriaSet.objects.exists()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_catalogue_unreadable_file_is_said_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "set.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"set\.toml"):
        call_command("load_catalogue", str(path))


def test_set_replaced_by_another_ends_the_day_before(sets: dict[str, CriteriaSet]) -> None:
    text = (CATALOGUES / "model-ward-2019.toml").read_text()
    text = text.replace('code = "model-ward-2019"', 'code = "model-ward-2027"').replace("2019-04-20", "2027-01-01")

    catalogue.load_all(sources=[catalogue.Source("new.toml", f'{text}\n[supersedes]\ncode = "model-ward-2019"\n')])

    old, new = CriteriaSet.objects.get(code="model-ward-2019"), CriteriaSet.objects.get(code="model-ward-2027")
    assert (old.effective_to, new.supersedes) == (dt.date(2026, 12, 31), old)
    assert list(CriteriaSet.objects.filter(kind="model-ward").in_force(dt.date(2026, 12, 31))) == [old]
    assert list(CriteriaSet.objects.filter(kind="model-ward").in_force(dt.date(2027, 1, 1))) == [new]


def test_set_replaced_from_its_first_day_is_retired(sets: dict[str, CriteriaSet]) -> None:
    text = (CATALOGUES / "model-ward-2019.toml").read_text()
    text = text.replace('code = "model-ward-2019"', 'code = "model-ward-2019b"')

    catalogue.load_all(sources=[catalogue.Source("new.toml", f'{text}\n[supersedes]\ncode = "model-ward-2019"\n')])

    assert CriteriaSet.objects.get(code="model-ward-2019").status == "retired"
    assert [s.code for s in CriteriaSet.objects.filter(kind="model-ward").in_force(dt.date(2020, 1, 1))] == [
        "model-ward-2019b"
    ]


# What a published set says of itself


def test_set_says_that_it_is_provisional_until_confirmed(sets: dict[str, CriteriaSet], admin_officer: Officer) -> None:
    ward = sets["model-ward-2019"]
    assert ward.provisional_notice == (
        "Bộ tiêu chí tạm thời: tên, chỉ tiêu, ngưỡng và điểm chưa đối chiếu với Quyết định số 09/2019/QĐ-UBND."
    )
    assert sets["labor-hero-2022"].provisional_notice == ""

    catalogue.confirm(criteria_set=ward, by=admin_officer)

    ward = CriteriaSet.objects.get(pk=ward.pk)
    assert (ward.is_provisional, ward.provisional_notice) == (False, "")
    entry = LedgerEntry.objects.get(kind="criteria_set_confirmed")
    assert (entry.subject, entry.actor) == ("model-ward-2019", admin_officer)
    with pytest.raises(catalogue.WrongStatus):
        catalogue.confirm(criteria_set=ward, by=admin_officer)


def test_set_asks_for_a_check_from_its_review_day_until_confirmed(sets: dict[str, CriteriaSet]) -> None:
    hero = sets["labor-hero-2022"]
    assert hero.review_warning(dt.date(2026, 9, 30)) == ""
    assert hero.review_warning(dt.date(2026, 10, 1)) == "Cần đối chiếu Luật 06/2026/QH16."

    catalogue.confirm(criteria_set=hero, by=None)

    assert hero.review_warning(dt.date(2026, 10, 1)) == ""


@pytest.fixture
def admin_officer() -> Officer:
    return factories.OfficerFactory(username="quantri", full_name="Quản trị hệ thống", is_staff=True, is_superuser=True)


@pytest.mark.parametrize(("name", "why"), [("", "đây là thư mục"), ("nothing.toml", "không có tệp này")])
def test_command_says_in_vietnamese_why_a_file_cannot_be_read(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("load_catalogue", str(tmp_path / name))

    assert str(refusal.value) == f"Không đọc được {tmp_path / name}: {why}"

"""The library: what is found by which words and choices, what every choice would show, and what is missing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.urls import reverse

from tests import papers
from tests.wards import road
from tests.wards.library import HTMX, add, as_, save, text
from wards.domain.exhibits import library
from wards.domain.exhibits.gaps import gaps, in_hand, steps
from wards.models import Assessment, Assignment, Citation, Content, Entry, Evidence, EvidenceFile, Officer, Ward
from wards.queries.assessments import own_evidence

Line = Callable[[str], Entry]
Count = Callable[..., object]


@pytest.fixture
def shelf(ward: Ward, official: Officer, entry: Line) -> dict[str, Evidence]:
    """A decision cited in 2019, a report nobody uses, a confirmation that has run out and was replaced."""
    decision = add(
        ward, official, "Quyết định công nhận", kind="decision", number="12/QĐ-UBND", issuer="UBND thành phố",
        issued_on=dt.date(2018, 5, 4), copy="original", entry=entry("5.2"),
    )  # fmt: skip
    report = add(ward, official, "Báo cáo năm", files={"Tổng hợp số liệu.pdf": papers.pdf(1)})
    police = add(
        ward, official, "Xác nhận an ninh trật tự", kind="confirmation", body="police", issuer="Công an thành phố",
        issued_on=dt.date(2019, 1, 2), valid_until=dt.date(2019, 6, 30), entry=entry("7.1"),
    )  # fmt: skip
    newer = add(ward, official, "Xác nhận an ninh trật tự", kind="confirmation", body="police")
    Evidence.objects.filter(pk=newer.pk).update(revises=police)
    return {"decision": decision, "report": report, "police": police, "newer": newer}


def found(officer: Officer, words: str = "", **asked: str) -> list[int]:
    return library.find(own_evidence(officer), words=words, asked=asked).ids


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("cong nhan quyet", ["decision"]), ("12/qd", ["decision"]), ("CÔNG AN TRẬT", ["police"]),
            ("tong hop so lieu", ["report"]),
        ("bao cao tong hop", ["report"]), ("khong co", []), ("", ["newer", "police", "report", "decision"]),
    ],
)  # fmt: skip
def test_words_are_searched_in_number_issuer_abstract_and_file_name(
    official: Officer, shelf: dict[str, Evidence], words: str, names: list[str]
) -> None:
    assert found(official, words) == [shelf[name].pk for name in names]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kind": "confirmation"}, ["newer", "police"]), ({"body": "police", "show": "uncited"}, ["newer"]),
        ({"year": "2018"}, ["decision"]), ({"year": "2019"}, ["police", "decision"]),
        ({"copy": "original"}, ["decision"]), ({"issuer": "UBND thành phố"}, ["decision"]),
        ({"show": "expired"}, ["police"]), ({"show": "revised"}, ["police"]),
        ({"show": "lacking", "kind": "decision"}, ["decision"]),  # it has no file
        ({"kind": "report' OR 1=1", "year": "19"}, ["newer", "police", "report", "decision"]),
        ({"kind": "decision", "year": "2019", "copy": "photo"}, []),
    ],
)  # fmt: skip
def test_choices_narrow_what_is_found_together(
    official: Officer, shelf: dict[str, Evidence], asked: dict[str, str], names: list[str]
) -> None:
    assert found(official, **asked) == [shelf[name].pk for name in names]


def test_criterion_is_chosen_among_those_that_cite(official: Officer, shelf: dict[str, Evidence], entry: Line) -> None:
    facets = library.find(own_evidence(official), words="", asked={}).facets
    options = next(facet for facet in facets if facet.name == "criterion").options

    assert [(option.value, option.count) for option in options] == [
        (str(entry("5.2").indicator.criterion_id), 1), (str(entry("7.1").indicator.criterion_id), 1),
    ]  # fmt: skip
    assert found(official, criterion=options[1].value) == [shelf["police"].pk]


def test_count_says_what_choosing_would_show(official: Officer, shelf: dict[str, Evidence]) -> None:
    result = library.find(own_evidence(official), words="", asked={"kind": "confirmation"})
    counts = {facet.name: {o.value: (o.count, o.is_chosen) for o in facet.options} for facet in result.facets}

    assert counts["kind"] == {"decision": (1, False), "confirmation": (2, True), "other": (1, False)}
    assert counts["copy"] == {"photo": (2, False)}
    assert counts["issuer"] == {"Công an thành phố": (1, False)}
    for name, options in counts.items():
        for value, (count, _chosen) in options.items():
            assert len(found(official, **{"kind": "confirmation", name: value})) == count


def test_filters_stay_in_the_address_and_are_cleared_together(official: Officer, shelf: dict[str, Evidence]) -> None:
    url, client = reverse("wards:evidence_list"), as_(official)

    page = client.get(url, {"kind": "confirmation", "show": "uncited"}).content.decode()
    part = client.get(url, {"kind": "confirmation"}, headers=HTMX).content.decode()

    assert '<option value="confirmation" selected>' in page
    assert "<b>(2)</b>" in page
    assert f'<a href="{url}">Xóa bộ lọc</a>' in page
    assert "<html" not in part
    assert 'id="facets" class="facet-list" hx-swap-oob="true"' in part
    assert "<b>(1)</b>" in part


def test_page_of_the_library_keeps_the_filters(official: Officer, ward: Ward) -> None:
    for n in range(27):
        add(ward, official, f"Báo cáo {n}", kind="report")

    page = as_(official).get(reverse("wards:evidence_list"), {"kind": "report", "page": "2"})

    assert page.content.decode().count('<th scope="row">') == 2
    assert "?kind=report&amp;page=1" in page.content.decode()


def test_uses_are_told_by_period_with_the_state_of_the_hand_in(
    official: Officer, leader: Officer, cited: Evidence, assessment: Assessment
) -> None:
    road.handed_in(assessment, official=official, leader=leader)

    page = text(as_(official).get(reverse("wards:evidence_detail", args=[cited.pk])))

    assert "Phường kiểu mẫu năm 2019 Đã nộp MC 5.2-01" in page
    assert "Phường kiểu mẫu năm 2019, lần nộp 1: MC 5.2-01" in page


def test_gaps_are_told_line_by_line_with_the_way_to_mend(
    official: Officer, shelf: dict[str, Evidence], entry: Line, assessment: Assessment
) -> None:
    save(entry("5.3"), official, met=21, of=25)
    save(entry("5.2"), official, met=7, of=8)

    told = [(gap.kind, gap.entry.indicator.code, gap.sentence) for gap in gaps(in_hand(official))]

    assert told == [
        ("lacking", "5.2", "Quyết định số 12/QĐ-UBND: thiếu tệp (MC 5.2-01)"),
        ("nothing", "5.3", "Chỉ tiêu 5.3 chưa có minh chứng"),
        ("revised", "7.1", "“Xác nhận an ninh trật tự” đã có bản mới (MC 7.1-01)"),
        ("lacking", "7.1", "“Xác nhận an ninh trật tự”: thiếu số, tệp (MC 7.1-01)"),
    ]
    page = as_(official).get(reverse("wards:evidence_gaps")).content.decode()
    assert reverse("wards:evidence_new", args=[entry("5.3").pk]) in page
    assert reverse("wards:citation_renew", args=[Citation.objects.get(entry=entry("7.1")).pk]) in page
    one_kind = text(as_(official).get(reverse("wards:evidence_gaps"), {"kind": "nothing"}))
    assert "Chỉ tiêu 5.3 chưa có minh chứng" in one_kind
    assert "12/QĐ-UBND" not in one_kind


@pytest.mark.parametrize(("last", "kinds"), [(dt.date(2019, 12, 30), ["expired"]), (dt.date(2019, 12, 31), [])])
def test_document_must_hold_to_the_end_of_the_year_of_its_line(
    official: Officer, ward: Ward, entry: Line, last: dt.date, kinds: list[str]
) -> None:
    paper = add(
        ward, official, "Quyết định công nhận", kind="decision", number="12/QĐ-UBND", issuer="UBND thành phố",
        issued_on=dt.date(2018, 5, 4), valid_until=last, entry=entry("5.2"),
    )  # fmt: skip
    content = Content.objects.create(sha256="a" * 64, size=1, media_type="application/pdf", file="x")
    EvidenceFile.objects.create(evidence=paper, content=content, name="a.pdf", uploaded_by=official)

    assert [gap.kind for gap in gaps(in_hand(official))] == kinds


def test_gaps_are_those_of_open_lines_alone(
    official: Officer, leader: Officer, reviewer: Officer, under_review: Assessment
) -> None:
    assert in_hand(official) == []

    road.to_complete(under_review, "5.2", reviewer=reviewer)

    assert [gap.entry.indicator.code for gap in gaps(in_hand(official))] == ["5.2"]


def test_gaps_of_another_ward_are_not_told(official: Officer, stranger: Officer, entry: Line) -> None:
    save(entry("5.3"), official, met=21, of=25)

    page = text(as_(stranger).get(reverse("wards:evidence_gaps")))

    assert "Chỉ tiêu 5.3" not in page


def test_gaps_show_only_the_steps_one_may_take(
    official: Officer, colleague: Officer, clerk: Officer, leader: Officer, entry: Line, assessment: Assessment
) -> None:
    save(entry("5.3"), official, met=21, of=25)
    save(entry("6.1"), official, met=1, of=1)
    criterion = entry("5.3").indicator.criterion
    Assignment.objects.create(assessment=assessment, criterion=criterion, officer=colleague, by=leader)
    cast, page = (official, colleague, clerk, leader), reverse("wards:evidence_gaps")
    add_to_5, add_to_6 = (reverse("wards:evidence_new", args=[entry(code).pk]) for code in ("5.3", "6.1"))

    seen = {person.username: as_(person).get(page).content.decode() for person in cast}

    assert {who: (add_to_5 in shown, add_to_6 in shown) for who, shown in seen.items()} == {
        official.username: (False, True), colleague.username: (True, True), clerk.username: (False, False),
        leader.username: (True, True),
    }  # fmt: skip
    assert "Lãnh đạo phường đã giao tiêu chí này cho cán bộ khác." in seen[official.username]
    assert seen[clerk.username].count("Chỉ cán bộ của phường nhập số liệu.") == 1


def test_steps_of_gaps_ask_no_more_with_more_lines(
    official: Officer, entry: Line, assessment: Assessment, django_assert_num_queries: Count
) -> None:
    for code in ("5.1", "5.2", "5.3"):
        save(entry(code), official, met=1, of=2)
    found = gaps(in_hand(official))
    with django_assert_num_queries(2):
        steps(found, by=official)
    rows = [replace(found[0], missing=str(number)) for number in range(300)]
    with django_assert_num_queries(2):
        assert len(steps(rows, by=official)) == 300

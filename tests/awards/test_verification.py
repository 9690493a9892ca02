"""Xác minh: what anybody learns by a printed code, how often one may ask, and that nothing else is told."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.domain.codes import new_code
from awards.models import Issue, Paper
from emulation.models import Rate
from tests.awards import bound
from tests.wards.library import text
from wards.models import Assessment, Officer


@pytest.fixture
def report(filled: Assessment, official: Officer) -> Paper:
    return bound.paper("report", by=official, number=7, scan=bound.page("Bản ký"), assessment=filled)


def ask(code: str, client: Client | None = None, **extra: str):
    return (client or Client()).get(reverse("awards:verify_code", args=[code]), **extra)


def test_genuine_paper_is_told_with_its_digests(report: Paper) -> None:
    answer = ask(report.code)
    said = text(answer)

    assert answer.status_code == 200
    assert "Văn bản thật" in said
    for told in ("Báo cáo thành tích", "07/report-UBND, 05/01/2020", report.sha256, report.scans.get().sha256):
        assert told in said
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("typed", ["{bare}", "{lower}", " {spaced} "])
def test_code_is_read_however_it_is_typed(report: Paper, typed: str) -> None:
    code = report.code
    typed = typed.format(bare=code.replace("-", ""), lower=code.lower(), spaced=code.replace("-", " "))

    answer = Client().get(reverse("awards:verify"), {"ma": typed})

    assert (answer.status_code, answer["Location"]) == (302, reverse("awards:verify_code", args=[code]))


def test_replaced_paper_names_what_stands(report: Paper, official: Officer) -> None:
    bound.paper("report", by=official, final=False, assessment=report.assessment)
    assert "Văn bản thật" in text(ask(report.code))  # a newer draft replaces nothing

    settled = bound.paper("report", by=official, assessment=report.assessment)
    assert "Văn bản thật" in text(ask(report.code))  # what was signed stands until that one is signed too
    assert "Đã chốt để ký, chưa vào sổ." in text(ask(settled.code))

    bound.paper("report", by=official, number=8, assessment=report.assessment)
    assert "Đã được thay thế bởi bản 4" in text(ask(report.code))


def test_annex_stands_with_its_paper_until_the_next_is_signed(report: Paper, official: Officer) -> None:
    place = {"assessment": report.assessment}
    annex = bound.paper("summary", by=official, **place)
    later = bound.paper("report", by=official, **place)
    bound.paper("summary", by=official, **place)
    assert "Kèm theo văn bản số 07/report-UBND, 05/01/2020" in text(ask(annex.code))

    Issue.objects.create(
        paper=later, ward=later.assessment.ward, sign="report-UBND", year=2020, number=9, issued_on="2020-01-06",
        signer="Nguyễn Văn A", signer_office="Chủ tịch", by=official,
    )  # fmt: skip
    assert "Đã được thay thế bởi bản 2" in text(ask(annex.code))


def test_settled_paper_without_a_number_is_not_called_genuine(report: Paper, official: Officer) -> None:
    paper = bound.paper("proposal", by=official, assessment=report.assessment)

    said = text(ask(paper.code))

    assert "Đã chốt để ký, chưa vào sổ." in said
    assert "Văn bản thật" not in said


def test_cancelled_number_is_told(report: Paper, official: Officer) -> None:
    Issue.objects.filter(paper=report).update(
        cancelled_by=official, cancelled_at=timezone.now(), cancel_reason="nhầm số"
    )

    said = text(ask(report.code))

    assert "Số văn bản đã bị hủy." in said
    assert "Văn bản thật" not in said
    assert "07/report-UBND" not in said
    assert report.scans.get().sha256 not in said


def test_annex_bears_the_number_of_its_paper(report: Paper, official: Officer) -> None:
    annex = bound.paper("summary", by=official, assessment=report.assessment)

    said = text(ask(annex.code))

    assert "Văn bản thật" in said
    assert "Kèm theo văn bản số 07/report-UBND, 05/01/2020" in said
    Issue.objects.filter(paper=report).update(
        cancelled_by=official, cancelled_at=timezone.now(), cancel_reason="nhầm số"
    )
    assert "Số văn bản đã bị hủy." in text(ask(annex.code))


def test_volume_is_told_and_a_draft_is_called_one(report: Paper, official: Officer) -> None:
    first = bound.bind(by=official, assessment=report.assessment)
    assert "Bản dự thảo" in text(ask(first.code))
    assert first.parts.get().sha256 in text(ask(first.code))
    bound.ward_papers(report.assessment, by=official)

    second = bound.bind(by=official, assessment=report.assessment)

    assert "Văn bản thật" in text(ask(second.code))
    assert "Đã được thay thế bởi bản 2" in text(ask(first.code))


def test_unknown_code_is_said_to_be_unknown(db: None) -> None:
    answer = ask(new_code())
    assert answer.status_code == 404
    assert "Không có văn bản nào mang mã" in text(answer)


@pytest.mark.parametrize("typed", ["", "abc", "O0O0-1111-IIII", "<script>alert(1)</script>"])
def test_what_is_no_code_is_asked_back(db: None, typed: str) -> None:
    answer = Client().get(reverse("awards:verify"), {"ma": typed})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


def test_nothing_leads_into_the_system(report: Paper) -> None:
    page = ask(report.code).content.decode()
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    assert {link for link in links if not link.startswith(("/static/", "#"))} == {reverse("awards:verify")}
    assert "canbo" not in page


def test_thirty_codes_in_five_minutes_then_wait(report: Paper) -> None:
    here, elsewhere = {"REMOTE_ADDR": "203.0.113.5"}, {"REMOTE_ADDR": "203.0.113.6"}
    answers = [ask(report.code, **here).status_code for _time in range(30)]
    refused = ask(report.code, **here)

    assert set(answers) == {200}
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert "Đã tra quá nhiều mã từ địa chỉ này" in text(refused)
    assert report.sha256 not in refused.content.decode()
    assert ask(report.code, **elsewhere).status_code == 200
    assert Client().get(reverse("awards:verify"), **here).status_code == 200

    with connection.cursor() as cursor:
        cursor.execute("UPDATE emulation_rate SET since = now() - interval '301 seconds'")

    assert ask(report.code, **here).status_code == 200
    assert sorted(Rate.objects.values_list("count", flat=True)) == [1, 1]


def test_address_is_not_kept(report: Paper) -> None:
    ask(report.code, REMOTE_ADDR="203.0.113.5")
    assert re.fullmatch("[0-9a-f]{64}", Rate.objects.get().key)

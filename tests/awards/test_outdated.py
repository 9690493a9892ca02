"""One answer to what is outdated: the page of a dossier, its volume's cover and forwarding say the same."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.binders import binding, plan
from awards.domain.codes import new_code
from awards.domain.history import record_grant
from awards.domain.onward.steps import Way
from awards.domain.papers.moved import that_moved
from awards.domain.papers.outdated import outdated_papers, outdated_reports
from awards.domain.writing import dossier_facts, texts, wording
from awards.domain.writing.layouts import appraisal, headings
from awards.models import Dossier, DossierWard, Paper
from awards.queries.dossiers import get_dossier
from emulation.text import canonical, digest
from tests.awards import dossiers as road
from tests.awards import signing
from tests.wards.library import as_, text
from wards.domain.sheet.sealed import handed_in_text
from wards.models import Assessment, HandIn, Office, Officer, Period, Ward

CHANGED = "nội dung đã thay đổi sau khi chốt. Chốt và ký lại văn bản này."


@pytest.fixture
def dossier(first: Assessment, office: Office, reviewer: Officer) -> Dossier:
    """A round whose papers are all signed."""
    return road.prepared(road.begun(office, first, by=reviewer), by=reviewer)


def said(dossier: Dossier, head: Officer) -> dict[str, list[str]]:
    way = Way(get_dossier(head, dossier.pk))
    return {step.key: [lack.text for lack in step.missing] for step in way.steps if step.missing}


def test_nothing_is_outdated_that_says_what_the_records_say(dossier: Dossier, head: Officer) -> None:
    assert said(dossier, head) == {}
    assert "outdated" not in {lack.what for _of, _name, rows in binding.lacking(dossier) for lack in rows}


def test_words_typed_after_the_signing_outdate_report_page_and_cover(
    dossier: Dossier, first: Assessment, head: Officer
) -> None:
    texts.write(place=first, kind="appraisal", typed={"remarks": "<p>Cần lưu ý.</p>"}, seen={}, by=head)

    assert said(dossier, head)["appraisal"] == [f"Phường Điện Biên: “Báo cáo thẩm định”: {CHANGED}"]
    lacking = {name: [(lack.what, lack.name) for lack in rows] for _of, name, rows in binding.lacking(dossier)}
    assert ("outdated", "Báo cáo thẩm định") in lacking["Phường Điện Biên"]


def test_renamed_ward_and_reopened_set_outdate_without_a_new_verdict(
    dossier: Dossier, first: Assessment, period: Period
) -> None:
    def outdated() -> set[int]:
        return outdated_reports(Assessment.objects.filter(pk=first.pk).select_related("ward__office"))

    report = Paper.objects.get(assessment=first, kind="appraisal")
    assert outdated() == set()
    with road.past_the_triggers("UPDATE wards_criteriaset SET status = 'published'"):
        assert outdated() == {report.pk}
    Ward.objects.filter(pk=first.ward_id).update(name="Phường Điện Biên Phủ")
    assert outdated() == {report.pk}


def test_report_that_is_just_drawn_anew_is_not_passed_on_in_its_earlier_version(
    dossier: Dossier, first: Assessment, head: Officer
) -> None:
    earlier = Paper.objects.get(assessment=first, kind="appraisal")
    Paper.objects.create(
        assessment=first, kind="appraisal", revision=earlier.revision + 1, is_final=True, code=new_code(),
        context=earlier.context, digest="0" * 64, requested_by=head,
    )  # fmt: skip

    assert outdated_papers(assessments=[first], dossier=dossier) == {earlier.pk}
    drawing = "bản mới đã chốt, hệ thống đang tạo."
    assert said(dossier, head)["appraisal"] == [f"Phường Điện Biên: “Báo cáo thẩm định”: {drawing}"]


def test_ward_s_volume_is_a_draft_when_a_figure_moved_after_the_signing(
    filled: Assessment, leader: Officer, clerk: Officer
) -> None:
    signing.signed(filled, leader=leader, clerk=clerk)
    assert plan.make(assessment=filled, content="all")["cover"]["draft"] == ""

    texts.write(place=filled, kind="report", typed={"features": "<p>Phường trung tâm.</p>"}, seen={}, by=leader)

    assert plan.make(assessment=filled, content="all")["cover"]["draft"] == "DỰ THẢO"
    assert [lack.what for _of, _name, rows in binding.lacking(filled) for lack in rows] == ["outdated"]


def test_reports_are_compared_with_as_many_queries_for_300_wards_as_for_3(
    period: Period, office: Office, reviewer: Officer
) -> None:
    dossier = Dossier.objects.create(office=office, period=period, number=1, by=reviewer)
    counts = []
    for start, count in ((0, 3), (3, 297)):
        _add(dossier, start, count, by=reviewer)
        fresh = get_dossier(reviewer, dossier.pk)
        with CaptureQueriesContext(connection) as seen:
            assert outdated_reports([row.assessment for row in fresh.wards.all()]) == set()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_pages_of_a_dossier_ask_as_often_for_30_wards_as_for_3(
    period: Period, office: Office, reviewer: Officer
) -> None:
    dossier = Dossier.objects.create(office=office, period=period, number=1, by=reviewer)
    client, counts = as_(reviewer), []
    for start, count in ((0, 3), (3, 27)):
        _add(dossier, start, count, by=reviewer)
        asked = []
        for page in ("dossier", "dossier_binders", "dossier_wards"):
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(reverse(f"awards:{page}", args=[dossier.pk]))
            assert f"Phường Số {start + count - 1}" in text(answer)
            asked.append(len(seen))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_wards_that_may_say_something_else_are_told_without_reading_their_figures(
    dossier: Dossier, first: Assessment, leader: Officer, reviewer: Officer
) -> None:
    def told() -> list[Assessment]:
        wards = [row.assessment for row in get_dossier(reviewer, dossier.pk).wards.all()]
        return that_moved(wards, dossier.period)

    assert told() == []
    record_grant(ward=first.ward, title="Cờ thi đua", recipient="Phường", authority="UBND", year=2018, by=reviewer)
    assert told() == [first]
    report = Paper.objects.get(assessment=first, kind="report")
    assert report.pk in outdated_papers(assessments=[first], dossier=dossier)


def _add(dossier: Dossier, start: int, count: int, *, by: Officer) -> None:
    """So many appraised wards with a report of their own and one of the office that still say what they said."""
    wards = [Ward(code=f"{40000 + n}", name=f"Phường Số {n}", kind="phường", office=dossier.office)
             for n in range(start, start + count)]  # fmt: skip
    for ward in wards:
        ward.set_keys()
    Ward.objects.bulk_create(wards)
    found = Assessment.objects.bulk_create(
        Assessment(ward=ward, period=dossier.period, state="reviewed", round=1, scored_revision=1) for ward in wards
    )
    handed = [(row, handed_in_text(row, round=1)) for row in found]
    HandIn.objects.bulk_create(
        HandIn(assessment=row, round=1, text=said, digest=digest(said), by=by) for row, said in handed
    )
    DossierWard.objects.bulk_create(DossierWard(dossier=dossier, assessment=row) for row in found)
    Paper.objects.bulk_create(
        Paper(
            assessment=row, kind=kind, revision=1, is_final=True, code=new_code(), digest="0" * 64,
            context=canonical(_says(kind, row, dossier.period)),
            requested_by=by, state="ready", file=f"papers/{row.pk}-{kind}.pdf", sha256="0" * 64, pages=1,
            drawn_at=timezone.now(), requested_at=timezone.now() + dt.timedelta(seconds=1),
        )
        for row in found for kind in ("appraisal", "report")
    )  # fmt: skip


def _says(kind: str, ward: Assessment, period: Period) -> dict[str, object]:
    about = dossier_facts.matter(period, [ward])
    framed = appraisal.frame(ward.ward, about)
    if kind == "appraisal":
        return framed
    head = {**headings.of_ward(ward.ward, sign="BC-UBND"), **wording.marks(about, final=True)}
    return {"heading": head, "award": framed["award"], "period": framed["period"]}

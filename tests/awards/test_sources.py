"""What papers are drawn from, read from the records: votes, rounds of an appraisal, wards of a dossier."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.domain.writing import layouts, sources
from awards.models import Dossier, DossierWard
from awards.models import PaperKind as Kind
from emulation.text import canonical
from tests.awards import dossiers, sittings
from tests.wards import visits
from wards.domain.appraisal import review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Office, Officer, Period, Verdict, Ward


def says(kind: str, source: object, *, final: bool = True) -> str:
    return canonical(layouts.context(kind, source, final=final))


def test_ward_source_has_the_vote_once_its_meeting_is_closed(
    filled: Assessment, official: Officer, leader: Officer
) -> None:
    council = sittings.council(filled.ward, by=leader)
    meeting = sittings.begun(council, filled, by=official)
    for ballot in meeting.ballots.all():
        sittings.counted(ballot, (8, 1, 0), official, leader)
    assert sources.of_assessment(filled).vote is None

    sittings.close(meeting, by=leader)

    vote = sources.of_assessment(filled).vote
    assert (vote["in_favour"], vote["members"], vote["share_in_words"]) == (8, 9, "88,89%")
    assert "08/09 thành viên Hội đồng tán thành, đạt 88,89%" in says(Kind.PROPOSAL, sources.of_assessment(filled))


def test_signed_papers_say_the_same_after_hand_in_and_appraisal(
    filled: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    entry: Callable[[str], Entry],
) -> None:  # fmt: skip
    for hole in review.holes(filled):
        assessments.record(entry=hole, figure={}, no_data_reason="chưa có báo cáo", seen=0, by=official)
    scoring.recompute(assessments=[filled.pk])
    kinds = (Kind.PROPOSAL, Kind.REPORT, Kind.SUMMARY, Kind.EXHIBITS)
    filled.refresh_from_db()
    before = [says(kind, sources.of_assessment(filled)) for kind in kinds]

    review.submit(assessment=filled, by=official)
    review.hand_in(assessment=filled, by=leader)
    filled.refresh_from_db()
    handed = [says(kind, sources.of_assessment(filled)) for kind in kinds]
    review.start_review(assessment=filled, by=reviewer)
    for line in filled.entries.exclude(indicator__code="5.3"):
        review.judge(entry=line, kind=Verdict.Kind.CONFIRMED, seen=None, by=reviewer)
    review.judge(
        entry=entry("5.3"),
        kind=Verdict.Kind.ADJUSTED,
        figure={"met": 15, "of": 25},
        reason="Thiếu",
        seen=None,
        by=reviewer,
    )
    review.complete(assessment=filled, by=head)
    filled.refresh_from_db()
    scoring.recompute(assessments=[filled.pk])

    assert handed == before
    assert [says(kind, sources.of_assessment(filled)) for kind in kinds] == before
    appraisal = says(Kind.APPRAISAL, sources.of_appraisal(filled))
    assert '"was":"21/25 (84%)"' in appraisal
    assert '"now":"15/25 (60%)"' in appraisal
    assert "Theo kết quả thẩm định, phường Điện Biên đạt 3/8 tiêu chí, tổng điểm 35,5/100 điểm" in appraisal
    assert "chưa đạt đủ điều kiện công nhận" in appraisal


def test_appraisal_tells_what_was_asked_in_which_round_and_closed_visits(
    handed_in: Assessment, official: Officer, leader: Officer, reviewer: Officer, entry: Callable[[str], Entry]
) -> None:
    review.start_review(assessment=handed_in, by=reviewer)
    review.judge(entry=entry("1.2"), kind=Verdict.Kind.TO_COMPLETE, reason="Thiếu", seen=None, by=reviewer)
    handed_in.refresh_from_db()
    visits.written(handed_in, by=reviewer)
    visits.closed(handed_in, by=reviewer, place="Trụ sở UBND phường")
    due = review.usual_due(handed_in.hand_ins.get().at)
    review.ask_completion(assessment=handed_in, due=due, by=reviewer)
    review.hand_in(assessment=handed_in, by=leader)
    handed_in.refresh_from_db()

    course = sources.of_appraisal(handed_in).course

    assert [(found.number, found.asked) for found in course.rounds] == [(1, "1.2"), (2, "")]
    assert course.rounds[0].due_on == due.date()
    assert [visit.place for visit in course.visits] == ["Trụ sở UBND phường"]
    assert course.completed_on is None


def test_minutes_of_a_ward_are_about_its_own_vote(filled: Assessment, official: Officer, leader: Officer) -> None:
    council = sittings.council(filled.ward, by=leader)
    meeting = sittings.closed(council, filled, by=leader, second=official)

    source = sources.of_meeting(meeting, assessment=filled)

    assert [ballot["assessment"] for ballot in source.meeting["ballots"]] == [filled.pk]
    assert '"superior":"UBND phường Điện Biên"' in says(Kind.COUNCIL, source)


@pytest.mark.parametrize("final", [False, True])
def test_minutes_of_the_city_before_and_after_a_meeting(
    assessment: Assessment, office: Office, head: Officer, final: bool
) -> None:
    scoring.recompute(assessments=[assessment.pk])
    dossier = Dossier.objects.create(office=office, period=assessment.period, number=1, by=head)
    DossierWard.objects.create(dossier=dossier, assessment=assessment)
    assert sources.of_city_meeting(dossier) is None
    dossier.meeting = dossiers.met(dossier, by=head)

    source = sources.of_city_meeting(dossier)

    assert source is not None
    assert '"how":"biểu quyết giơ tay"' in says(Kind.CITY_COUNCIL, source, final=final)
    assert "Phường Điện Biên: thẩm định đạt 0/" in says(Kind.CITY_PROPOSAL, sources.of_dossier(dossier), final=final)


def many(period: Period, office: Office, count: int, start: int) -> list[Assessment]:
    rows = [
        Ward(
            code=f"{start + n}", name=f"Phường Số {start + n}", kind="phường", area="Thành phố Thanh Hóa",
            office=office,
            valid_to=dt.date(2025, 6, 30),
        )
        for n in range(count)
    ]  # fmt: skip
    for row in rows:
        row.set_keys()
    wards = Ward.objects.bulk_create(rows)
    return Assessment.objects.bulk_create(
        Assessment(ward=ward, period=period, state="reviewed", round=1, scored_revision=1) for ward in wards
    )


def test_dossier_is_read_with_as_many_queries_for_300_wards_as_for_3(
    period: Period, office: Office, head: Officer
) -> None:
    asked = []
    for number, count in enumerate((3, 300), start=1):
        dossier = Dossier.objects.create(office=office, period=period, number=number, by=head)
        named = many(period, office, count, number * 1000)
        DossierWard.objects.bulk_create(
            DossierWard(dossier=dossier, assessment=found, position=place) for place, found in enumerate(named)
        )
        dossier.meeting = dossiers.met(dossier, by=head)
        dossier.save()
        fresh = Dossier.objects.select_related("office__parent", "period__criteria_set", "meeting").get(pk=dossier.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(layouts.context(Kind.CITY_PROPOSAL, sources.of_dossier(fresh))["rows"]) == count
        asked.append(len(queries))

    assert asked[0] == asked[1]

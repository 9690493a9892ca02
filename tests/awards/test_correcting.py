"""A recorded decision is corrected: a new record stands, the earlier stays, titles and the ledger follow."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from awards.domain.facts import NotAllowed
from awards.domain.history import grants_up_to, unproven_grants
from awards.domain.onward import correcting, decision_words, kept, sealed
from awards.domain.onward.correcting import Overtaken
from awards.domain.papers import moved
from awards.domain.papers.paper_facts import CheckedScan
from awards.models import AwardDecision, Dossier, Forwarding, Grant, Outcome
from awards.queries.grants import standing
from tests import papers as files
from tests.awards import dossiers as road
from tests.awards.province import TODAY, decide, receive, states
from tests.wards.races import together
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, LedgerEntry, Officer


@pytest.fixture
def second(sent: Forwarding, first: Assessment) -> Assessment:
    return sent.dossier.wards.exclude(assessment=first).get().assessment


@pytest.fixture
def decided(sent: Forwarding, first: Assessment, second: Assessment, province: Officer) -> AwardDecision:
    """The first ward is recognised, the second is not."""
    receive(sent, province)
    return decide(sent, {first.pk: None, second.pk: "Chưa đạt tiêu chí 5"}, province)


def correct(decision: AwardDecision, by: Officer, **fields: object) -> AwardDecision:
    """The decision with these parts said otherwise."""
    recorded = decision_words.said(decision)
    given = {
        "number": recorded.number, "decided_on": recorded.decided_on, "authority": recorded.authority, "scan": None,
        "outcomes": recorded.outcomes, "reason": "Gõ nhầm", **fields,
    }  # fmt: skip
    return correcting.correct(decision=decision, by=by, **given)


def titles(assessment: Assessment) -> list[str]:
    """What papers of the following years list."""
    last = assessment.period.last_year + 1
    return [grant.decision_number for grant in grants_up_to(ward=assessment.ward, last_year=last)]


def faults() -> list[object]:
    return [*sealed.unproven_forwardings(), *sealed.misstated_dossiers(), *unproven_grants()]


def another_scan() -> CheckedScan:
    content = files.pdf(2, title="Quyết định, bản đúng")
    return CheckedScan("ban-dung.pdf", content, hashlib.sha256(content).hexdigest(), 2)


def test_a_corrected_number_stands_and_the_earlier_record_is_kept(
    decided: AwardDecision, first: Assessment, second: Assessment, province: Officer
) -> None:
    new = correct(
        decided, province, number="1501/QĐ-UBND", scan=another_scan(), letter_number="215/UBND-TH", letter_date=TODAY
    )

    kept_record = AwardDecision.objects.get(pk=decided.pk)
    assert (kept_record.number, kept_record.stands, new.corrects, new.stands) == (
        "1500/QĐ-UBND", False, decided, True,
    )  # fmt: skip
    assert road.bytes_of(kept_record) == road.decision_scan().content
    assert road.bytes_of(new) == another_scan().content
    grant = Grant.objects.get()
    assert (grant.decision_number, titles(first), titles(second)) == ("1501/QĐ-UBND", ["1501/QĐ-UBND"], [])
    assert states(new.dossier) == ["decided", "closed", "closed"]
    assert [(part.label, part.before, part.now) for part in decision_words.records([new, kept_record])[0].changes] == [
        ("Số quyết định", "1500/QĐ-UBND", "1501/QĐ-UBND"),
        ("Bản quét quyết định", "quyet-dinh.pdf", "ban-dung.pdf"),
    ]
    assert faults() == []


def test_wards_and_city_are_told_of_a_correction(
    decided: AwardDecision, first: Assessment, province: Officer, official: Officer, reviewer: Officer
) -> None:
    correct(decided, province, number="1501/QĐ-UBND", reason="Gõ nhầm số.")

    day = f"{TODAY:%d/%m/%Y}"
    ward, city = (sentence(person.notices.filter(kind="decided").latest("pk")) for person in (official, reviewer))
    assert ward == (
        f"Đã đính chính quyết định đối với Phường Điện Biên, nay là: Quyết định số 1501/QĐ-UBND ngày {day}: công nhận "
        f"Phường kiểu mẫu. Trước đính chính: Quyết định số 1500/QĐ-UBND ngày {day}, công nhận. "
        "Lý do đính chính: Gõ nhầm số."
    )
    assert city.startswith("Đã đính chính quyết định đối với Phường Điện Biên, nay là: 1501/QĐ-UBND")
    assert first.decisions.latest("pk").action == "correct"


def test_a_ward_of_which_nothing_else_is_said_is_not_told(
    decided: AwardDecision, first: Assessment, second: Assessment, province: Officer, official: Officer
) -> None:
    correct(decided, province, outcomes={first.pk: None, second.pk: "Chưa đạt tiêu chí 6"})
    assert [step.action for step in first.decisions.order_by("pk")][-1] == "close"
    assert [step.action for step in second.decisions.order_by("pk")][-2:] == ["close", "correct"]
    assert official.notices.filter(kind="decided").count() == 1


def test_titles_follow_what_is_recognised_there_and_back(
    decided: AwardDecision, first: Assessment, second: Assessment, province: Officer
) -> None:
    turned = correct(decided, province, outcomes={first.pk: "Ghi nhầm phường", second.pk: None})
    assert (titles(first), titles(second)) == ([], ["1500/QĐ-UBND"])
    assert set(standing().values_list("ward", flat=True)) == {second.ward_id}
    lost, won = (Grant.objects.get(ward=ward.ward_id) for ward in (first, second))
    told = decision_words.conferred([lost, won])
    assert (told[lost.pk].taken_back, told[lost.pk].reason) == (turned, "Ghi nhầm phường")
    assert (told[won.pk].taken_back, told[won.pk].before, told[won.pk].before_recognised) == (None, decided, False)
    assert kept.warnings(first.ward_id) == []

    again = correct(turned, province, number="1502/QĐ-UBND", outcomes={first.pk: None, second.pk: "Chưa đạt"})
    assert (titles(first), titles(second)) == (["1502/QĐ-UBND"], [])
    assert Grant.objects.count() == 2
    assert decision_words.conferred([lost])[lost.pk].decision == again
    assert faults() == []


def test_a_ward_left_out_waits_again_and_is_decided_by_another(
    decided: AwardDecision, first: Assessment, second: Assessment, sent: Forwarding, province: Officer
) -> None:
    without = correct(decided, province, outcomes={second.pk: "Chưa đạt tiêu chí 5"})
    assert states(decided.dossier) == ["received", "forwarded", "closed"]
    assert titles(first) == []
    assert faults() == []

    decide(sent, {first.pk: None}, province, number="1600/QĐ-UBND")
    assert (states(decided.dossier)[0], titles(first)) == ("decided", ["1600/QĐ-UBND"])
    with pytest.raises(ValidationError) as refusal:
        correct(without, province, number="1600/QĐ-UBND")
    assert list(refusal.value.message_dict) == ["number"]
    assert faults() == []


def test_a_ward_forgotten_is_named_by_the_correction(
    sent: Forwarding, first: Assessment, second: Assessment, province: Officer, official: Officer
) -> None:
    receive(sent, province)
    decided = decide(sent, {second.pk: None}, province)
    correct(decided, province, outcomes={first.pk: None, second.pk: None})
    assert states(sent.dossier) == ["decided", "closed", "closed"]
    assert titles(first) == ["1500/QĐ-UBND"]
    assert "Lý do đính chính: Gõ nhầm" in sentence(official.notices.get(kind="decided"))
    assert faults() == []


def test_a_ward_stays_named_once_the_rest_was_returned(
    sent: Forwarding, first: Assessment, second: Assessment, province: Officer
) -> None:
    receive(sent, province)
    decided = decide(sent, {first.pk: None}, province)
    Dossier.objects.filter(pk=sent.dossier_id).update(state="returned")
    with pytest.raises(ValidationError) as refusal:
        correct(decided, province, outcomes={second.pk: None})
    assert list(refusal.value.message_dict) == ["outcomes"]
    with pytest.raises(ValidationError) as refusal:
        correct(decided, province, outcomes={})
    assert list(refusal.value.message_dict) == ["outcomes"]
    assert correct(decided, province, outcomes={first.pk: "Chưa đạt"}).stands
    assert (states(sent.dossier)[0], titles(first)) == ("returned", [])


def test_what_a_correction_lacks_is_said_by_field(decided: AwardDecision, province: Officer) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    lacking = (
        ({}, "nothing"), ({"scan": road.decision_scan()}, "nothing"),
        ({"number": "1501", "reason": " "}, "reason"), ({"number": ""}, "number"),
        ({"authority": " "}, "authority"), ({"decided_on": tomorrow}, "decided_on"),
        ({"number": "1501", "letter_number": "215/UBND"}, "letter_date"),
        ({"number": "1501", "letter_date": TODAY}, "letter_number"),
        ({"number": "1501", "letter_number": "215/UBND", "letter_date": tomorrow}, "letter_date"),
    )  # fmt: skip
    for fields, wrong in lacking:
        with pytest.raises(ValidationError) as refusal:
            correct(decided, province, **fields)
        assert list(refusal.value.message_dict) == [wrong]
    assert AwardDecision.objects.count() == 1


def test_whoever_may_record_may_correct(
    decided: AwardDecision, head: Officer, reviewer: Officer, official: Officer
) -> None:
    with pytest.raises(NotAllowed):
        correct(decided, reviewer, number="1501/QĐ-UBND")
    assert correct(decided, head, number="1501/QĐ-UBND").by == head


def test_the_database_keeps_one_standing_record(decided: AwardDecision, first: Assessment, province: Officer) -> None:
    new = correct(decided, province, number="1501/QĐ-UBND")
    columns = {"decided_on": TODAY, "authority": "Chủ tịch", "file": "a", "name": "a", "sha256": "a", "size": 1,
               "pages": 1, "by": province, "dossier": decided.dossier}  # fmt: skip
    for said in (
        {"number": "1501/QĐ-UBND"}, {"number": "1", "corrects": decided, "reason": "x"}, {"number": "1", "reason": "x"},
        {"number": "1", "corrects": new}, {"number": "1", "corrects": new, "reason": "x", "letter_number": "2"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            AwardDecision.objects.create(**columns, **said)
    other = AwardDecision.objects.create(**columns, number="1500/QĐ-UBND")  # free again
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(decision=other, assessment=first, recognised=False, reason="x")


def test_papers_that_list_a_title_are_looked_at_anew_once_it_is_taken_back(
    decided: AwardDecision, first: Assessment, second: Assessment, province: Officer
) -> None:
    with road.past_the_triggers("UPDATE awards_paper SET requested_at = clock_timestamp()"):
        assert moved.that_moved([first], first.period) == []
        correct(decided, province, outcomes={first.pk: "Ghi nhầm", second.pk: "Chưa đạt tiêu chí 5"})
        assert moved.that_moved([first], first.period) == [first]


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_the_second_is_asked(
    decided: AwardDecision, province: Officer, head: Officer
) -> None:
    outcomes = together(
        lambda: correct(decided, province, number="1501/QĐ-UBND"),
        lambda: correct(decided, head, authority="Chủ tịch UBND tỉnh"),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AwardDecision", "Overtaken"]
    assert issubclass(Overtaken, Exception)
    assert LedgerEntry.objects.filter(kind="award_decision").count() == 2
    assert faults() == []

"""Gia hạn: the head gives one ward a later deadline; it is told, kept and proven."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.wards import road
from tests.wards.library import as_, text
from wards.domain import ledger
from wards.domain.appraisal import extensions, review
from wards.domain.sheet import proofs
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Extension, LedgerEntry, Officer

WHY = "Phường chờ số liệu của cơ quan bảo hiểm xã hội."


def later(assessment: Assessment, **more: int) -> dt.datetime:
    return assessment.deadline + dt.timedelta(**(more or {"days": 5}))


def url(assessment: Assessment) -> str:
    return reverse("wards:extend", args=[assessment.pk])


def typed(due: dt.datetime, **more: str) -> dict[str, str]:
    local = timezone.localtime(due)
    return {"day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}", "reason": WHY, **more}


def test_extension_moves_the_deadline_of_this_ward_only(
    assessment: Assessment, official: Officer, leader: Officer, stranger: Officer, head: Officer
) -> None:
    before, due = assessment.deadline, later(assessment)
    extension = extensions.extend(assessment=assessment, due=due, reason=f" {WHY} ", by=head)

    assessment.refresh_from_db()
    assert (assessment.deadline, assessment.extended_until, assessment.completion_due) == (due, due, None)
    assert (extension.before, extension.due, extension.reason, extension.by) == (before, due, WHY, head)
    assert assessment.period.ward_deadline == before
    assert LedgerEntry.objects.filter(kind="extension", actor=head).count() == 1
    assert list(ledger.broken_links()) == list(proofs.unproven_records()) == []
    told = {officer.username: [n.kind for n in officer.notices.all()] for officer in (official, leader, stranger, head)}
    assert told == {
        "canbo.dienbien": ["extended"], "lanhdao.dienbien": ["extended"], "canbo.dongson": [],
        "truongphong.thanhhoa": [],
    }  # fmt: skip
    assert official.notices.get().facts == {"due": due.isoformat(), "reason": WHY}


def test_extension_while_completing_moves_that_deadline(
    under_review: Assessment, reviewer: Officer, leader: Officer, head: Officer
) -> None:
    asked = road.to_complete(under_review, "5.2", reviewer=reviewer)
    due = asked + dt.timedelta(days=2)
    extension = extensions.extend(assessment=under_review, due=due, reason=WHY, by=head)
    under_review.refresh_from_db()
    assert (under_review.completion_due, under_review.extended_until) == (due, None)
    assert extension.before == asked
    assert extensions.standing(under_review) == extension


def test_overdue_ward_is_no_longer_overdue(assessment: Assessment, head: Officer) -> None:
    type(assessment.period).objects.update(ward_deadline=timezone.now() - dt.timedelta(days=3))
    assessment = Assessment.objects.get(pk=assessment.pk)
    assert assessment.is_overdue
    extensions.extend(assessment=assessment, due=timezone.now() + dt.timedelta(hours=1), reason=WHY, by=head)
    assert not Assessment.objects.get(pk=assessment.pk).is_overdue


def test_extension_must_be_later_than_now_set_and_not_past(assessment: Assessment, head: Officer) -> None:
    for due in (assessment.deadline, later(assessment, days=-1), timezone.now() - dt.timedelta(minutes=1)):
        with pytest.raises(ValidationError) as refusal:
            extensions.extend(assessment=assessment, due=due, reason=WHY, by=head)
        assert set(refusal.value.message_dict) == {"due"}
    with pytest.raises(ValidationError) as refusal:
        extensions.extend(assessment=assessment, due=later(assessment), reason="  ", by=head)
    assert set(refusal.value.message_dict) == {"reason"}
    assert not Extension.objects.exists()


def test_no_deadline_lies_years_ahead(under_review: Assessment, reviewer: Officer, head: Officer) -> None:
    road.to_complete(under_review, "5.2", reviewer=reviewer)
    far = timezone.now() + dt.timedelta(days=800)
    with pytest.raises(ValidationError, match="2 năm"):
        extensions.extend(assessment=under_review, due=far, reason=WHY, by=head)
    with pytest.raises(ValidationError, match="2 năm"):
        review.ask_completion(assessment=under_review, due=far, by=reviewer)
    for day in ("31/12/9999", f"{far:%d/%m/%Y}"):
        answer = as_(head).post(url(under_review), {"day": day, "time": "", "reason": WHY})
        assert answer.status_code == 422
        assert "không quá 2 năm" in text(answer)
    assert not Extension.objects.exists()


def test_a_deadline_of_the_year_9999_is_shown(assessment: Assessment, head: Officer) -> None:
    """Earlier versions took it."""
    slip = dt.datetime(9999, 12, 31, 16, 59, tzinfo=dt.UTC)
    Assessment.objects.filter(pk=assessment.pk).update(extended_until=slip)

    page = as_(head).get(url(assessment))

    assert (page.status_code, page.context["form"]["day"].value()) == (
        200, timezone.localdate() + dt.timedelta(days=5),
    )  # fmt: skip


@pytest.mark.parametrize("person", ["official", "leader", "reviewer", "other_reviewer", "province"])
def test_only_the_head_extends(assessment: Assessment, person: str, request: pytest.FixtureRequest) -> None:
    officer = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        extensions.extend(assessment=assessment, due=later(assessment), reason=WHY, by=officer)


def test_what_was_handed_in_cannot_be_extended(under_review: Assessment, head: Officer) -> None:
    with pytest.raises(NotAllowed):
        extensions.extend(assessment=under_review, due=later(under_review), reason=WHY, by=head)
    answer = as_(head).post(url(under_review), typed(later(under_review)))
    assert answer.status_code == 409
    assert WHY not in text(as_(head).get(reverse("wards:history", args=[under_review.pk])))


def test_extensions_can_only_be_added_and_show_when_altered(assessment: Assessment, head: Officer) -> None:
    extension = extensions.extend(assessment=assessment, due=later(assessment), reason=WHY, by=head)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Extension.objects.update(reason="khác")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE wards_extension SET reason = 'khác'")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert list(proofs.unproven_records()) == [extension]
    with pytest.raises(CommandError, match="bản ghi không khớp với sổ cái"):
        call_command("verify_ledger")


def test_page_extends_and_the_ward_reads_why(assessment: Assessment, official: Officer, head: Officer) -> None:
    due = later(assessment).replace(second=0, microsecond=0)
    page = as_(head).get(reverse("wards:task_list", args=[assessment.pk])).content.decode()
    assert f'href="{url(assessment)}"' in page

    answer = as_(head).post(url(assessment), typed(due))

    assert (answer.status_code, answer["Location"]) == (302, reverse("wards:task_list", args=[assessment.pk]))
    local = timezone.localtime(due)
    seen = text(as_(official).get(answer["Location"]))
    assert f"Gia hạn đến {local.hour} giờ" in seen
    assert f"vì: {WHY}" in seen
    story = text(as_(official).get(reverse("wards:history", args=[assessment.pk])))
    assert "Gia hạn" in story
    assert WHY in story
    assert f'href="{url(assessment)}"' not in as_(official).get(answer["Location"]).content.decode()


def test_day_without_a_time_holds_until_its_last_second(assessment: Assessment, head: Officer) -> None:
    day = timezone.localtime(later(assessment)).date()
    as_(head).post(url(assessment), typed(later(assessment), time=""))
    due = timezone.localtime(Extension.objects.get().due)
    assert (due.date(), due.hour, due.minute, due.second) == (day, 23, 59, 59)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("day", "", "Nhập ngày hết hạn"), ("day", "31-31-2030", "31/12/2019"), ("time", "lúc chiều", "17:00"),
        ("reason", " ", "lý do"), ("day", "01/01/2020", "sau thời điểm hiện tại"),
    ],
)  # fmt: skip
def test_bad_input_is_told_beside_the_field_and_kept(
    assessment: Assessment, head: Officer, field: str, value: str, told: str
) -> None:
    answer = as_(head).post(url(assessment), typed(later(assessment), **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told.lower() in text(answer).lower()
    assert 'class="error-summary"' in page
    assert field == "reason" or WHY in page
    assert not Extension.objects.exists()


def test_not_later_is_told_beside_the_day(assessment: Assessment, head: Officer) -> None:
    answer = as_(head).post(url(assessment), typed(assessment.deadline))
    assert answer.status_code == 422
    assert "Hạn mới phải muộn hơn hạn hiện nay" in text(answer)

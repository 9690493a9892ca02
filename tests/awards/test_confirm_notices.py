"""Who may be the second person of a criteria set or of a rule is told that it waits, once, with its link."""

from decimal import Decimal

import pytest
from django.urls import reverse

from awards import tasks as awards_tasks
from awards.domain import provisions
from awards.models import Provision
from tests.wards.set_drafts import begun, change, confirm
from wards import tasks
from wards.domain.notifying import notices
from wards.domain.notifying.notice_words import sentence
from wards.models import Assessment, CriteriaSet, Draft, Office, Officer

pytestmark = pytest.mark.django_db


def told(officer: Officer, kind: str) -> list[tuple[str, str]]:
    """What stands unread, with where it leads."""
    found = notices.shown_to(officer).filter(read_at=None, kind=kind).select_related("assessment__ward__office")
    return [(sentence(notice), notice.path) for notice in found]


@pytest.fixture
def draft(assessment: Assessment, model_ward_set: CriteriaSet, head: Officer) -> Draft:
    return begun(model_ward_set, head)


def test_second_person_is_told_that_a_set_waits(
    draft: Draft, reviewer: Officer, head: Officer, official: Officer
) -> None:
    tasks.tell_deadlines()
    assert told(reviewer, "confirm_set") == told(head, "confirm_set") == []

    confirm(draft, head)
    for _twice in range(2):
        tasks.tell_deadlines()

    said = (
        f"{head.full_name} đã đối chiếu bộ tiêu chí “{draft.criteria_set.full_name}” với văn bản chính thức; "
        "cần người thứ hai xác nhận."
    )
    assert told(reviewer, "confirm_set") == [(said, reverse("wards:draft_confirm", args=[draft.criteria_set.code]))]
    assert told(head, "confirm_set") == told(official, "confirm_set") == []

    confirm(draft, reviewer)
    tasks.tell_deadlines()
    assert told(reviewer, "confirm_set") == []


def test_where_the_head_has_to_confirm_the_head_alone_is_told(draft: Draft, reviewer: Officer, head: Officer) -> None:
    confirm(draft, reviewer)
    tasks.tell_deadlines()

    assert (len(told(head, "confirm_set")), told(reviewer, "confirm_set")) == (1, [])


def test_set_that_was_changed_asks_nobody_before_it_is_confirmed_anew(
    draft: Draft, reviewer: Officer, head: Officer
) -> None:
    confirm(draft, head)
    tasks.tell_deadlines()
    change(draft, head, "1.2", text="Thu nhập đầu người")
    tasks.tell_deadlines()
    assert told(reviewer, "confirm_set") == []

    confirm(Draft.objects.get(pk=draft.pk), head)
    tasks.tell_deadlines()
    assert len(told(reviewer, "confirm_set")) == 1


@pytest.mark.parametrize("by_head", [True, False])
def test_second_person_is_told_that_a_rule_waits(
    by_head: bool, assessment: Assessment, office: Office, reviewer: Officer, head: Officer
) -> None:
    first, second = (head, reviewer) if by_head else (reviewer, head)
    row = provisions.record(
        office=office, title="model-ward", level="city", key=Provision.Key.QUORUM, value=Decimal("66.67"),
        citation="Quy chế số 5/QC-HĐ", confidence="verbatim", by=first,
    )  # fmt: skip
    for _twice in range(2):
        awards_tasks.tell_registers()

    [(said, path)] = told(second, "confirm_rule")
    assert said.startswith(f"{first.full_name} đã ghi “")
    assert "66,67%" in said
    assert path == reverse("awards:provision_confirm", args=[row.pk])
    assert told(first, "confirm_rule") == []

    provisions.confirm(row=row, by=second)
    awards_tasks.tell_registers()
    assert told(second, "confirm_rule") == []

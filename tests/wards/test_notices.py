"""Notices: told once to those who act there, as they chose; by two at once; swept when read long ago."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.wards.news import tell, told
from tests.wards.races import together
from wards.domain.notifying import notices
from wards.models import Assessment, Notice, NoticeKind, Officer, Ward


def test_the_same_key_is_told_once_to_each_person(assessment: Assessment, official: Officer, leader: Officer) -> None:
    assert tell(assessment, official) == 1
    assert tell(assessment, official, official, leader) == 1
    assert tell(assessment, official, leader) == 0
    assert tell(assessment, official, key="another") == 1
    assert sorted(Notice.objects.values_list("officer", "key")) == sorted(
        [(official.pk, "thing"), (leader.pk, "thing"), (official.pk, "another")]
    )


def test_who_did_it_is_not_told(assessment: Assessment, official: Officer, leader: Officer) -> None:
    assert tell(assessment, official, leader, by=leader) == 1
    assert told(leader) == []


def test_only_people_who_act_there_today_are_told(
    assessment: Assessment, official: Officer, leader: Officer, stranger: Officer, other_reviewer: Officer,
    reviewer: Officer, admin: Officer,
) -> None:  # fmt: skip
    official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    Officer.objects.filter(pk=leader.pk).update(is_active=False)
    leader.refresh_from_db()
    assert tell(assessment, official, leader, stranger, other_reviewer, admin, reviewer) == 1
    assert told(reviewer) == ["completed"]
    assert notices.ward_people(assessment) == []


def test_choices_are_respected(assessment: Assessment, official: Officer, leader: Officer) -> None:
    Officer.objects.update(email="ai@example.vn")
    official.refresh_from_db()
    leader.refresh_from_db()
    notices.choose(officer=official, email="ai@example.vn", choices={"completed": (False, True)})
    notices.choose(officer=leader, email="ai@example.vn", choices={"completed": (False, False)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MAIL_DIGESTS", True)
        assert tell(assessment, official, leader) == 1

    assert list(Notice.objects.values_list("officer", "on_page", "by_mail")) == [(official.pk, False, True)]
    assert notices.unread_count(official) == 0


def test_telling_many_takes_as_many_queries_as_telling_few(assessment: Assessment, ward: Ward) -> None:
    people = [factories.officer("official", ward=ward) for _ in range(3)]
    counts = []
    for number in (3, 300):
        tellings = [
            notices.Telling(people, NoticeKind.COMPLETED, assessment, f"{number}:{n}", "/") for n in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert notices.tell_all(tellings) == 3 * number
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(assessment: Assessment, official: Officer, leader: Officer) -> None:
    told_now = together(*[lambda: tell(assessment, official, leader)] * 4)

    assert [type(count) for count in told_now] == [int] * 4
    assert Notice.objects.count() == 2


def test_sweep_forgets_only_what_was_read_long_ago(assessment: Assessment, official: Officer) -> None:
    for key in ("old", "new", "unread"):
        tell(assessment, official, key=key)
    now = timezone.now()
    Notice.objects.filter(key="old").update(read_at=now - dt.timedelta(days=366))
    Notice.objects.filter(key="new").update(read_at=now - dt.timedelta(days=364))
    Notice.objects.filter(key="unread").update(at=now - dt.timedelta(days=900))
    assert notices.sweep() == 1
    assert set(Notice.objects.values_list("key", flat=True)) == {"new", "unread"}

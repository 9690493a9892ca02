"""The daily e-mail: one to each person who wants it, never two, and nothing lost when the server is away."""

import contextlib
import datetime as dt
import smtplib
import threading
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.wards import road
from tests.wards.library import as_, text
from tests.wards.news import tell
from tests.wards.races import together
from wards import tasks
from wards.domain.notifying import digests, notices
from wards.models import Assessment, Mailing, Notice, Officer, Period

HANOI = dt.timezone(dt.timedelta(hours=7))


def morning(days: int = 0, hour: int = 8, minute: int = 0) -> dt.datetime:
    """A time of today or a later day, Vietnam's."""
    return dt.datetime.combine(
        timezone.localdate() + dt.timedelta(days=days), dt.time(hour, minute), tzinfo=HANOI
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> Iterator[None]:
    settings.MAIL_DIGESTS, settings.DIGEST_AT = True, dt.time(7, 30)
    settings.SITE_URL = "https://thidua.example.vn"
    yield
    Backend.trouble = {}


@pytest.fixture
def official(official: Officer) -> Officer:
    official.email = "canbo@dienbien.example"
    official.save()
    return official


class Backend(EmailBackend):
    """A mail server with trouble: what `open` and `send` raise."""

    trouble: dict[str, Exception] = {}

    def open(self) -> None:
        if "open" in self.trouble:
            raise self.trouble["open"]

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        if "send" in self.trouble:
            raise self.trouble["send"]
        return super().send_messages(messages)


def test_digest_comes_once_a_day_after_its_hour(assessment: Assessment, official: Officer) -> None:
    tell(assessment, official)
    assert digests.send_all(now=morning(hour=7, minute=29)) == 0
    assert digests.send_all(now=morning(hour=7, minute=30)) == 1
    tell(assessment, official, key="later")
    assert [digests.send_all(now=morning(hour=hour)) for hour in (8, 12, 23)] == [0, 0, 0]
    assert digests.send_all(now=morning(days=1)) == 1
    assert digests.send_all(now=morning(days=2)) == 0  # nothing happened
    assert [(m.state, m.notices.count()) for m in Mailing.objects.order_by("day")] == [("sent", 1), ("sent", 1)]


def test_the_day_is_vietnams(assessment: Assessment, official: Officer) -> None:
    tell(assessment, official)
    today = timezone.localdate()
    late = dt.datetime.combine(today, dt.time(16, 30), tzinfo=dt.UTC)  # 23:30 in Vietnam
    assert digests.send_all(now=late) == 1
    tell(assessment, official, key="later")
    assert digests.send_all(now=late + dt.timedelta(minutes=40)) == 0  # 00:10: the hour has not come
    assert digests.send_all(now=late + dt.timedelta(hours=8)) == 1
    assert [m.day for m in Mailing.objects.order_by("day")] == [today, today + dt.timedelta(days=1)]


def test_digest_says_what_happened_and_which_deadlines_are_near(assessment: Assessment, official: Officer) -> None:
    now = morning()
    Period.objects.update(ward_deadline=now + dt.timedelta(days=3))
    tell(assessment, official)

    digests.send_all(now=now)

    (letter,) = mail.outbox
    assert letter.to == ["canbo@dienbien.example"]
    assert letter.subject == f"Thi đua - Khen thưởng: 1 thông báo ngày {timezone.localdate():%d/%m/%Y}"
    url = "https://thidua.example.vn" + reverse("wards:task_list", args=[assessment.pk])
    first, news, one, deadlines, due, last = str(letter.body).strip().split("\n\n")
    assert first == "Kính gửi Ông/Bà Cán bộ phường Điện Biên,"
    assert news == "Hệ thống xin thông báo:"
    assert one == (
        "1. Phòng Nội vụ thành phố Thanh Hóa đã hoàn thành thẩm định bản tự đánh giá của Phường Điện Biên: "
        f"Phường kiểu mẫu năm 2019.\n   https://thidua.example.vn/thong-bao/{Notice.objects.get().pk}/"
    )
    assert deadlines == "Thời hạn cần lưu ý:"
    assert due.startswith("- Phường Điện Biên, “Phường kiểu mẫu năm 2019”: nộp bản tự đánh giá trước 8 giờ ngày ")
    assert due.endswith(f"(còn 3 ngày)\n  {url}")
    assert last.endswith("https://thidua.example.vn/thong-bao/tuy-chon/")


def test_digest_is_vietnamese_and_plain(assessment: Assessment, official: Officer, leader: Officer) -> None:
    Officer.objects.filter(pk=official.pk).update(full_name="Nguyễn <b>Văn</b> A")
    tell(assessment, official)
    digests.send_all(now=morning())
    assert "Kính gửi Ông/Bà Nguyễn <b>Văn</b> A," in str(mail.outbox[0].body)
    assert mail.outbox[0].content_subtype == "plain"
    seen = as_(official).get(reverse("wards:mailings")).content.decode()
    assert "Nguyễn &lt;b&gt;Văn&lt;/b&gt; A" in seen
    assert "Đã gửi" in seen
    assert "canbo@dienbien.example" not in text(as_(leader).get(reverse("wards:mailings")))


@pytest.mark.parametrize("why", ["no address", "choice", "read", "inactive", "left", "off"])
def test_nothing_is_sent_to_who_does_not_want_or_need_it(
    assessment: Assessment, official: Officer, settings: Settings, why: str
) -> None:
    if why == "choice":
        notices.choose(officer=official, email=official.email, choices={"completed": (True, False)})
    settings.MAIL_DIGESTS = why != "off"
    tell(assessment, official)
    if why == "no address":
        notices.choose(officer=official, email="", choices={})
    if why == "read":
        notices.mark_read(officer=official)
    if why == "inactive":
        Officer.objects.filter(pk=official.pk).update(is_active=False)
    if why == "left":
        official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    settings.MAIL_DIGESTS = why != "off"
    assert digests.send_all(now=morning()) == 0
    assert mail.outbox == []
    assert not Mailing.objects.exists()


def test_an_address_given_later_gets_nothing_of_before(assessment: Assessment, leader: Officer) -> None:
    tell(assessment, leader)
    notices.choose(officer=leader, email="lanhdao@dienbien.example", choices={})
    assert digests.send_all(now=morning()) == 0
    tell(assessment, leader, key="after")
    assert digests.send_all(now=morning()) == 1
    assert Mailing.objects.get().notices.get().key == "after"


# The server ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        {"open": ConnectionRefusedError("nobody there")},
        {"open": smtplib.SMTPAuthenticationError(535, b"no")},
        {"send": smtplib.SMTPRecipientsRefused({"canbo@dienbien.example": (450, b"later")})},
        {"send": smtplib.SMTPDataError(451, b"later")},
    ],
    ids=["away", "login", "recipient", "data"],
)
def test_what_was_certainly_not_sent_is_tried_again_the_same_day(
    assessment: Assessment, official: Officer, settings: Settings, trouble: dict[str, Exception]
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    tell(assessment, official)
    Backend.trouble = trouble
    assert [digests.send_all(now=morning(hour=hour)) for hour in (8, 9)] == [0, 0]
    assert Mailing.objects.get().state == "failed"
    tell(assessment, official, key="meanwhile")

    Backend.trouble = {}
    assert [digests.send_all(now=morning(hour=hour)) for hour in (10, 11)] == [1, 0]

    assert len(mail.outbox) == 1
    assert (Mailing.objects.get().state, Mailing.objects.get().notices.count()) == ("sent", 2)


def test_what_failed_all_day_comes_with_the_next_days(
    assessment: Assessment, official: Officer, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    tell(assessment, official)
    Backend.trouble = {"open": ConnectionRefusedError()}
    digests.send_all(now=morning())
    Backend.trouble = {}
    assert digests.send_all(now=morning(days=1)) == 1
    assert [(m.state, m.notices.count()) for m in Mailing.objects.order_by("day")] == [("failed", 0), ("sent", 1)]


def test_what_may_have_been_sent_is_not_sent_again(
    assessment: Assessment, official: Officer, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    tell(assessment, official)
    Backend.trouble = {"send": smtplib.SMTPServerDisconnected("the line broke")}
    digests.send_all(now=morning())
    Backend.trouble = {}
    assert [digests.send_all(now=morning(days=days)) for days in (0, 1)] == [0, 0]
    assert mail.outbox == []
    assert Mailing.objects.get().state == "sending"


def test_a_worker_killed_while_sending_sends_no_second(assessment: Assessment, official: Officer) -> None:
    tell(assessment, official)
    assert digests.claim(officer=official, now=morning()) is not None  # and here it died
    assert digests.send_all(now=morning(hour=9)) == 0
    assert digests.send_all(now=morning(days=1)) == 0
    assert mail.outbox == []


def test_a_server_that_is_away_stops_the_run_and_loses_nobody(
    assessment: Assessment, official: Officer, leader: Officer, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    Officer.objects.filter(pk=leader.pk).update(email="lanhdao@dienbien.example")
    leader.refresh_from_db()
    for officer in (official, leader):
        tell(assessment, officer)
    Backend.trouble = {"open": TimeoutError()}
    digests.send_all(now=morning())
    assert Mailing.objects.count() == 1  # the others were not even claimed
    Backend.trouble = {}
    assert digests.send_all(now=morning()) == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == ["canbo@dienbien.example", "lanhdao@dienbien.example"]


def test_a_refused_address_does_not_hold_up_the_others(
    assessment: Assessment, official: Officer, leader: Officer, settings: Settings
) -> None:
    Officer.objects.filter(pk=leader.pk).update(email="lanhdao@dienbien.example")
    leader.refresh_from_db()
    for officer in (official, leader):
        tell(assessment, officer)
    refusals = [smtplib.SMTPRecipientsRefused({}), None]

    class Choosy(EmailBackend):
        def send_messages(self, messages: list[mail.EmailMessage]) -> int:
            refusal = refusals.pop(0)
            if refusal:
                raise refusal
            return super().send_messages(messages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "get_connection", Choosy)
        assert digests.send_all(now=morning()) == 1
    assert sorted(Mailing.objects.values_list("state", flat=True)) == ["failed", "sent"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one(assessment: Assessment, official: Officer) -> None:
    tell(assessment, official)
    sent = together(*[lambda: digests.send_all(now=morning())] * 4)

    assert sorted(sent) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_of_yesterday_and_one_of_today_tell_nothing_twice(
    assessment: Assessment, official: Officer, settings: Settings
) -> None:
    """The hour is midnight and the run before it is not through yet: two days, two e-mails, but one thing to tell."""
    settings.DIGEST_AT = dt.time(0)
    tell(assessment, official)
    both, write = threading.Barrier(2), digests.body

    def slowly(*about: object) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)  # until the other has read as well, if it may read at all
        return write(*about)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "body", slowly)
        sent = together(*[lambda now=now: digests.send_all(now=now) for now in (morning(hour=23), morning(days=1))])

    assert sorted(sent) == [0, 1]
    assert len(mail.outbox) == Mailing.objects.count() == 1


def test_tasks_are_harmless_when_repeated(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, settings: Settings
) -> None:
    settings.DIGEST_AT = dt.time(0)
    Officer.objects.filter(pk=reviewer.pk).update(email="noivu@example.vn")
    Period.objects.update(ward_deadline=timezone.now() - dt.timedelta(days=1))
    road.handed_in(assessment, official=official, leader=leader)
    for _ in range(3):
        tasks.tell_deadlines()
        tasks.send_digests()
        tasks.sweep_notices()
    assert len(mail.outbox) == 1
    told = [(reviewer.pk, "handed_in"), (leader.pk, "submitted")]
    assert list(Notice.objects.values_list("officer", "kind")) == told

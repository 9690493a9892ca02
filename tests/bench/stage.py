"""What is measured: servers, a web process, workers, and assessments at the sizes named."""

import datetime as dt
import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from tests import factories
from tests.processes import ROOT, process
from wards.domain import assessment as assessments
from wards.domain import catalogue, scoring
from wards.models import Assessment, CriteriaSet, Entry, Indicator, Office, Officer, Period, Ward

TOKEN = "0123456789abcdefghijklmnopqrstuv"  # any 32 letters: cookie and header must agree, no more


def criteria_set() -> CriteriaSet:
    return catalogue.load(path=ROOT / "wards" / "catalogues" / "model-ward-2019.toml").criteria_set


def office(code: str) -> tuple[Office, Officer]:
    """An interior office and its reviewer."""
    place = factories.OfficeFactory(code=code, name=f"Phòng Nội vụ {code}")
    return place, factories.officer("reviewer", office=place, username=f"noivu.{code}")


def wards(count: int, place: Office, *, first: int) -> list[Ward]:
    made = [
        Ward(
            code=f"{first + number:05}", name=f"Phường Số {first + number}", kind="phường", area="Thành phố Thanh Hóa",
            office=place, valid_to=dt.date(2025, 6, 30),
        )
        for number in range(count)
    ]  # fmt: skip
    for ward in made:
        ward.set_keys()
    return Ward.objects.bulk_create(made)


def fill(opened: list[Assessment]) -> None:
    """Give every line a legal figure, the same ones in every run."""
    chance = Random(2019)
    indicators = {i.pk: i for i in Indicator.objects.prefetch_related("options")}
    entries = list(Entry.objects.filter(assessment__in=opened))
    for entry in entries:
        set_value(entry, indicators[entry.indicator_id], chance)
    Entry.objects.bulk_update(entries, ["number", "met", "of", "yes", "option"], batch_size=5000)
    for start in range(0, len(opened), 500):
        scoring.recompute(assessments=[a.pk for a in opened[start : start + 500]])


def set_value(entry: Entry, indicator: Indicator, chance: Random) -> None:
    if indicator.value == Indicator.Value.NUMBER:
        entry.number = min(indicator.maximum, max(indicator.minimum, chance.randint(0, 120)))
    elif indicator.value == Indicator.Value.SHARE:
        entry.of = chance.randint(4, 40)
        entry.met = chance.randint(0, entry.of)
    elif indicator.value == Indicator.Value.YES_NO:
        entry.yes = chance.random() < 0.8
    elif indicator.value == Indicator.Value.CHOICE:
        entry.option = chance.choice(list(indicator.options.all()))


def opened(period: Period, count: int, place: Office, *, first: int) -> list[Assessment]:
    made = assessments.open_assessments(period=period, wards=wards(count, place, first=first))
    fill(made)
    return made


def period(of: CriteriaSet, year: int) -> Period:
    return factories.period(
        of, title=f"Phường kiểu mẫu năm {year}", first_year=year, last_year=year,
        reference_date=dt.date(year, 12, 31), ward_deadline=timezone.now() + dt.timedelta(days=14),
    )  # fmt: skip


class Browser:
    """One person's keep-alive connection to the web server under measurement."""

    def __init__(self, port: int, officer: Officer | None = None) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookies = [f"{settings.CSRF_COOKIE_NAME}={TOKEN}"]
        if officer:
            session = SessionStore()
            session[SESSION_KEY] = str(officer.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
            session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
            session.create()
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
        self.headers = {"Cookie": "; ".join(cookies), "X-CSRFToken": TOKEN, "HX-Request": "true"}

    def ask(self, method: str, path: str, body: str | None = None, *, htmx: bool = False) -> bytes:
        """The answer's body; anything but success is a fault of the benchmark."""
        headers = self.headers if htmx else {k: v for k, v in self.headers.items() if k != "HX-Request"}
        if body is not None:
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content


@contextmanager
def workers(count: int, log: Path) -> Iterator[None]:
    """`count` worker processes on the queue of papers."""
    worker = (
        "celery",
        "-A",
        "emulation",
        "worker",
        "-Q",
        "draw",
        "-c",
        str(count),
        "-l",
        "warning",
        "--without-gossip",
    )
    with process(*worker, log=log):
        time.sleep(6)  # started, and not counted
        yield

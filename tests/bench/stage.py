"""What is measured: servers, a web process, workers, and assessments at the sizes named."""

import datetime as dt
import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.processes import ROOT, process
from wards.domain.criteria import catalogue
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, Office, Officer, Period, Ward

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


# Legal figures for every line, the same in every run: the database is quicker at it than a loop.
FILL = """
UPDATE wards_entry e SET
    number = CASE i.value WHEN 'number' THEN least(i.maximum, greatest(i.minimum, e.id * 7 %% 121)) END,
    "of" = CASE i.value WHEN 'share' THEN 4 + e.id * 11 %% 37 END,
    met = CASE i.value WHEN 'share' THEN e.id * 13 %% (5 + e.id * 11 %% 37) END,
    yes = CASE i.value WHEN 'yes_no' THEN e.id %% 5 > 0 END,
    option_id = CASE i.value WHEN 'choice' THEN
        (SELECT o.id FROM wards_option o WHERE o.indicator_id = i.id AND o.position = 1 + e.id %% 4) END
FROM wards_indicator i WHERE i.id = e.indicator_id AND e.assessment_id = ANY(%s)
"""


def fill(opened: list[Assessment]) -> None:
    """Give every line a figure and bring the scores up to them."""
    ids = [assessment.pk for assessment in opened]
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ids])
        cursor.execute("ANALYZE")
    scoring.recompute(assessments=ids)


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
def workers(count: int, log: Path) -> Iterator[int]:
    """`count` worker processes on the queue of papers; the id of the process they are children of."""
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
    with process(*worker, log=log) as started:
        time.sleep(6)  # started, and not counted
        yield started.pid

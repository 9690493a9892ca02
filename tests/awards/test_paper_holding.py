"""What becomes of a dossier and what becomes of a paper in it at the same instant: one after the other, never past."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from awards.domain.facts import NotAllowed
from awards.domain.onward import sealed, sending
from awards.domain.papers import issuing, scans
from awards.domain.papers.scans import Finding
from awards.models import Dossier, Forwarding, Issue, Paper, Scan
from awards.queries.places import place_of
from tests.awards import dossiers as road
from tests.awards import signing
from wards.models import Officer

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def is_anybody_waiting() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def while_it_goes(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch, **forwarding: object) -> object:
    """Somebody acts while a forwarding has checked everything and is not committed yet; what the act raised or gave."""
    has_checked, outcome, entered = threading.Event(), [], sealed.enter

    def run() -> None:
        has_checked.wait(timeout=60)
        try:
            outcome.append(act())
        except Exception as error:
            outcome.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run)

    def enter(record: object) -> None:
        has_checked.set()
        while other.is_alive() and not is_anybody_waiting():
            other.join(timeout=0.01)
        entered(record)

    monkeypatch.setattr(sealed, "enter", enter)
    other.start()
    sending.forward(**forwarding)
    other.join(timeout=60)
    return outcome[0]


@pytest.mark.parametrize("kind", ["city_proposal", "proposal", "appraisal"])
def test_number_is_not_cancelled_while_its_paper_goes_to_the_province(
    kind: str, dossier: Dossier, head: Officer, reviewer: Officer, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = Issue.objects.filter(paper__kind=kind).order_by("pk").first()
    who = leader if kind == "proposal" else reviewer

    outcome = while_it_goes(
        lambda: issuing.cancel(issue=issue, reason="nhầm số", by=who), monkeypatch, dossier=dossier, by=head
    )

    issue.refresh_from_db()
    assert (type(outcome), issue.cancelled_at, Forwarding.objects.count()) == (NotAllowed, None, 1)


def test_scan_is_not_replaced_while_its_paper_goes_to_the_province(
    dossier: Dossier, head: Officer, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = Paper.objects.get(kind="city_proposal")
    before = Scan.objects.count()
    found = Finding(match="code", pages=2, drawn=2)

    outcome = while_it_goes(
        lambda: scans.keep(paper=paper, scan=road.decision_scan(), finding=found, by=reviewer), monkeypatch,
        dossier=dossier, by=head,
    )  # fmt: skip

    assert (type(outcome), Scan.objects.count()) == (NotAllowed, before)


def test_registration_waits_until_the_dossier_has_gone(
    dossier: Dossier, head: Officer, reviewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = Paper.objects.get(kind="city_proposal")

    def register() -> str:
        try:
            signing.registered(paper, by=reviewer)
        except ValidationError:
            return Dossier.objects.get(pk=dossier.pk).state
        return "twice"

    assert while_it_goes(register, monkeypatch, dossier=dossier, by=head) == "forwarded"


def test_number_cancelled_first_keeps_the_dossier_back(dossier: Dossier, head: Officer, reviewer: Officer) -> None:
    issue = Issue.objects.get(paper__kind="city_proposal")
    assert place_of(issue.paper) == dossier

    issuing.cancel(issue=issue, reason="nhầm số", by=reviewer)

    with pytest.raises(sending.Lacking):
        sending.forward(dossier=dossier, by=head)

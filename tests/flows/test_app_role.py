"""In production the program works as a role that can do its work and cannot undo what is kept."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from wards.domain import ledger
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, EntryEvent, LedgerEntry, Officer, Score

pytestmark = pytest.mark.django_db


def run(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ROLE_PASSWORD", "only-for-this-test")
    call_command("grant_app_role")


@pytest.fixture
def as_app(granted: None, official: Officer, entry: Callable[[str], Entry]) -> Iterator[None]:
    """The session is the program's, as if it had logged in by that name."""
    run("SET SESSION AUTHORIZATION thidua_app")
    yield
    run("RESET SESSION AUTHORIZATION")


def test_app_role_does_the_work_of_the_program(
    as_app: None, assessment: Assessment, entry: Callable[[str], Entry], official: Officer, client: Client
) -> None:
    assessments.record(entry=entry("2.1"), figure={"number": Decimal(0)}, seen=0, by=official)
    scoring.recompute(assessments=[assessment.pk])
    ledger.append(kind="trial", subject="x", text="y", by=official)
    login = client.post(reverse("login"), {"username": official.username, "password": "thidua-demo"})

    assert run("SELECT session_user") == ("thidua_app",)
    assert Score.objects.get(assessment=assessment, side="self", criterion__number="2").points == 6
    assert EntryEvent.objects.filter(pgh_obj=entry("2.1")).exists()
    assert LedgerEntry.objects.filter(kind="trial").count() == 1
    assert login.status_code == 302
    assert client.get("/", follow=True).status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE wards_ledgerentry",
        "TRUNCATE wards_ledgerentry CASCADE",
        "ALTER TABLE wards_ledgerentry DISABLE TRIGGER ALL",
        "ALTER TABLE wards_ledgerentry ADD COLUMN more text",
        "DROP TABLE wards_ledgerentry CASCADE",
        "SET session_replication_role = replica",
        "SET ROLE postgres",
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE wards_ledgerentry (x int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY wards_ledgerentry TO PROGRAM 'cat'",
    ],
)
def test_app_role_cannot_undo_what_is_kept(as_app: None, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run(statement)


def test_app_role_drops_no_trigger(as_app: None) -> None:
    triggers = "SELECT quote_ident(tgname) FROM pg_trigger WHERE tgrelid = 'wards_ledgerentry'::regclass LIMIT 1"
    (name,) = run(triggers)

    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        run(f"DROP TRIGGER {name} ON wards_ledgerentry")


def test_granting_again_changes_the_password_and_takes_back_what_was_added(
    granted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = "SELECT rolpassword FROM pg_authid WHERE rolname = 'thidua_app'"
    before = run(sealed)
    run("ALTER ROLE thidua_app SUPERUSER; GRANT TRUNCATE ON wards_ledgerentry TO thidua_app")

    monkeypatch.setenv("APP_ROLE_PASSWORD", "another")
    call_command("grant_app_role")

    after = run(sealed)
    assert after != before
    assert str(after).startswith("('SCRAM-SHA-256$")
    assert run("SELECT rolsuper FROM pg_roles WHERE rolname = 'thidua_app'") == (False,)
    assert run("SELECT has_table_privilege('thidua_app', 'wards_ledgerentry', 'TRUNCATE')") == (False,)


def test_tables_made_later_are_open_to_the_role(granted: None) -> None:
    run("CREATE TABLE later (id serial)")

    assert run("SELECT has_table_privilege('thidua_app', 'later', 'INSERT')") == (True,)
    assert run("SELECT has_table_privilege('thidua_app', 'later', 'TRUNCATE')") == (False,)


def test_role_grants_nothing_to_itself(granted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ROLE", "postgres")

    with pytest.raises(CommandError, match="must name the owner"):
        call_command("grant_app_role")

"""A bad environment stops the start, and the message names the variable."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = {
    "SECRET_KEY": "x" * 40,
    "DATABASE_URL": "postgresql://someone:secret@db.example:5433/thidua?sslmode=require",
    "BROKER_URL": "redis://broker.example:6379/0",
    "MEDIA_ROOT": "/somewhere",
}
ROOT = Path(__file__).resolve().parents[2]


def load(question: str = "None", **changes: str | None) -> tuple[int, str]:
    """Exit code and output of a fresh process that loads the settings and answers one question about them."""
    env = {name: value for name, value in (GOOD | changes).items() if value is not None}
    program = f"from emulation import settings; print(repr(({question})))"
    done = subprocess.run(
        [sys.executable, "-c", program], env=env | {"PATH": os.defpath}, cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 32"),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE points at a file that cannot be read"),
        ({"DATABASE_URL": None}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "sqlite:///db"}, "DATABASE_URL must begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "postgresql://host/name?nonsense=1"}, "DATABASE_URL cannot be read"),
        ({"BROKER_URL": None}, "BROKER_URL is missing"),
        ({"BROKER_URL": "amqp://host"}, "BROKER_URL must begin with redis://"),
        ({"MEDIA_ROOT": None}, "MEDIA_ROOT is missing"),
        ({"DEBUG": "true"}, "DEBUG must be 1 or 0"),
        ({"HTTPS": "no"}, "HTTPS must be 1 or 0"),
        ({"PORT": "80a"}, "PORT must be a whole number"),
        ({"UPLOAD_MAX_BYTES": "0"}, "UPLOAD_MAX_BYTES must be a whole number of at least 1"),
    ],
)
def test_settings_stop_on_a_bad_variable_and_name_it(changes: dict[str, str | None], message: str) -> None:
    code, output = load(**changes)

    assert code == 1
    assert output.startswith("django.core.exceptions.ImproperlyConfigured:")
    assert message in output


def test_settings_read_a_database_by_address() -> None:
    question = "[settings.DATABASES['default'][k] for k in ('HOST', 'PORT', 'NAME', 'USER', 'PASSWORD')]"

    assert load(question) == (0, "['db.example', '5433', 'thidua', 'someone', 'secret']")
    assert load("settings.DATABASES['default']['OPTIONS']['sslmode']") == (0, "'require'")


def test_settings_read_a_database_by_socket() -> None:
    question = "settings.DATABASES['default']['HOST'], settings.DATABASES['default']['NAME']"

    assert load(question, DATABASE_URL="postgresql://postgres@/thidua?host=/tmp/x/run") == (
        0,
        "('/tmp/x/run', 'thidua')",
    )


def test_settings_read_secrets_from_files(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("y" * 40 + "\n", encoding="utf-8")

    assert load("settings.SECRET_KEY", SECRET_KEY=None, SECRET_KEY_FILE=str(file)) == (0, repr("y" * 40))


def test_settings_are_safe_unless_asked_otherwise() -> None:
    question = "settings.DEBUG, settings.DEMO, settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT"

    assert load(question) == (0, "(False, False, True, True)")
    assert load(question, DEMO="1") == (0, "(False, True, False, False)")


def test_settings_name_the_cookies_after_the_port() -> None:
    question = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME"

    assert load(question, PORT="8105") == (0, "('thidua_session_8105', 'thidua_csrf_8105')")


def test_library_that_reports_for_work_at_every_start_is_not_heard() -> None:
    """Otherwise each command of the administrator would begin with a line about it."""
    assert not logging.getLogger("pikepdf._core").isEnabledFor(logging.INFO)
    assert logging.getLogger("wards").isEnabledFor(logging.INFO)

"""The tables as the migrations leave them. Migrating takes a quarter of a minute: it is done once, while the other
processes are still collecting tests, and kept in pytest's cache until a migration or a library changes."""

import fcntl
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from emulation import embedded
from tests import servers

ROOT = Path(__file__).resolve().parent.parent


def _kept(config: pytest.Config) -> Path:
    """Where the dump is, or will be; another file as soon as anything differs that migrating reads."""
    read = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "uv.lock", ROOT / "emulation" / "embedded.py"]):
        read.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    assert config.cache
    return config.cache.mkdir("tables") / f"{read.hexdigest()[:20]}.sql"


@contextmanager
def _locked(kept: Path) -> Iterator[None]:
    """One process makes it, the others wait; the kernel frees the lock when that one ends, however it ends."""
    with kept.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(program: str, *options: str, database: str) -> None:
    """One of PostgreSQL's own programs."""
    host = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["host"]
    command = [str(embedded.programs() / program), f"--host={host}", "--username=postgres", f"--dbname={database}"]
    subprocess.run([*command, *options], check=True, env=embedded.ENVIRONMENT, stdout=subprocess.DEVNULL)


def _make(kept: Path, *, errors: int | None = None) -> None:
    """Migrate the database that the settings name, which no test touches; write down all of it."""
    with _locked(kept):
        if kept.exists():
            return
        for old in kept.parent.glob("*.sql"):
            old.unlink()
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True, stderr=errors)
        begun = kept.with_suffix(".part")
        _run("pg_dump", f"--file={begun}", "--no-owner", database=embedded.DATABASE)
        begun.replace(kept)


def _make_ahead(kept: Path) -> None:
    """What goes wrong here goes wrong again where a test waits for it, and is told there."""
    with suppress(subprocess.CalledProcessError):
        _make(kept, errors=subprocess.DEVNULL)


def pytest_sessionstart(session: pytest.Session) -> None:
    """The process that hands out the tests has a server and nothing else to do."""
    workers = getattr(session.config.option, "tx", None) and not hasattr(session.config, "workerinput")
    if servers.own and workers and not session.config.option.collectonly:
        threading.Thread(target=_make_ahead, args=[_kept(session.config)], daemon=True).start()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config, django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool
) -> None:
    """The test database is there before Django looks for it; it runs the migrations that are lacking, which is none."""
    if not servers.own or not django_db_use_migrations:
        return
    kept, name = _kept(pytestconfig), connection.creation._get_test_db_name()
    _make(kept)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    _run("psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={kept}", database=name)

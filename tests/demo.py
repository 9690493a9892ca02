"""The demonstration under tests: loaded once in a whole run, which takes long, and put back row by row after that."""

import fcntl
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import Settings

MODELS = [
    model
    for app in ("emulation", "wards", "awards")
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if model._meta.managed and not model._meta.proxy
]
TABLES = sorted({model._meta.db_table for model in MODELS})
NUMBERED = sorted({(model._meta.db_table, model._meta.auto_field.column) for model in MODELS if model._meta.auto_field})
# Never back: rows that other tests put back bear numbers this database gave before (`ward_set`, `scenes`).
AHEAD = """SELECT setval(own, greatest(nextval(own), (SELECT max("{column}") FROM "{table}")))
    FROM pg_get_serial_sequence('"{table}"', '{column}') AS own"""


def _keep(folder: Path) -> None:
    """What is in the database and in the storage now, into this folder."""
    folder.mkdir()
    with connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                (folder / table).write_bytes(b"".join(rows))
    shutil.copytree(settings.MEDIA_ROOT, folder / "media")


@transaction.atomic
def _put_back(folder: Path) -> None:
    """Into empty tables and an empty storage. Triggers rest meanwhile: what they write down is among the rows."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table in TABLES:
            with cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                rows.write((folder / table).read_bytes())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, column in NUMBERED:
            cursor.execute(AHEAD.format(table=table, column=column))
        for table in TABLES:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    shutil.copytree(folder / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)


def _load(folder: Path) -> None:
    """The first process to come here loads it; one that comes meanwhile waits, which costs less than loading it too."""
    kept = folder / "demo"
    with (folder / "demo.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            call_command("load_demo", stdout=StringIO())
            _keep(kept)
            return
    _put_back(kept)


def _count() -> None:
    """Tell the planner how much there is; where the tables were empty a moment ago it would plan for that."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture(scope="session")
def load_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[], None]:
    """Call it with an empty database and with DEMO on."""
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent

    def load() -> None:
        _load(folder)
        _count()

    return load


@pytest.fixture
def demo(transactional_db: None, settings: Settings, load_demo: Callable[[], None]) -> None:
    """Everything that `make demo` shows, committed, so that a browser sees it."""
    settings.DEMO = True
    load_demo()

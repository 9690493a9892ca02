# ruff: noqa: S608  # the names are those of our own tables
"""What hundreds of tests begin with and takes a second to bring about: brought about once in a process, after that put
back row by row, file by file and fixture by fixture. Triggers rest meanwhile: what they wrote is among the rows."""

import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from awards.domain import codes
from tests.emptying import KEPT

SCENES = ("sent", "dossier", "first")  # fixtures of tests/awards, the longest way first
HOME = "tests/awards"
NO_THINGS = {"db", "request"}


@dataclass(frozen=True)
class Stand:
    """How things stand at the end of a way."""

    rows: dict[str, bytes]  # by table
    values: bytes  # of the fixtures, by name, pickled together: who is whose stays
    files: Path
    dice: object  # of the codes: the next one is another


_stands: dict[str, Stand] = {}


def _defined(request: pytest.FixtureRequest, name: str) -> Any:
    """The definition that counts for this test."""
    return (request._fixturemanager.getfixturedefs(name, request.node) or [None])[-1]


def _way(request: pytest.FixtureRequest, name: str) -> dict[str, Any]:
    """The definitions that lead to it, by name; itself is the last."""
    found: dict[str, Any] = {}
    for before in _defined(request, name).argnames:
        if before not in NO_THINGS:
            found |= _way(request, before)
    return {**found, name: _defined(request, name)}


def _usual(request: pytest.FixtureRequest) -> str:
    """The longest way this test asks for, unless its module goes another; none for tests that commit."""
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        return ""
    for name in SCENES:
        defined = _defined(request, name) if name in request.fixturenames else None  # none: it is a parameter
        ours = defined and defined.baseid == HOME
        if ours and all(one.baseid in {"", "tests", HOME} for one in _way(request, name).values()):
            return name
    return ""


def _keep(name: str, values: dict[str, Any], folder: Path) -> None:
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT)
    full = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    rows: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        cursor.execute(full)
        for (table,) in cursor.fetchall():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as out:
                rows[table] = b"".join(out)
    if Path(settings.MEDIA_ROOT).exists():
        shutil.copytree(settings.MEDIA_ROOT, folder, dirs_exist_ok=True)
    _stands[name] = Stand(rows, pickle.dumps(values), folder, codes.secrets.getstate())


@transaction.atomic
def _put_back(name: str) -> dict[str, Any]:
    """Into empty tables; the values as the fixtures gave them, new for each test."""
    stand = _stands[name]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in stand.rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                into.write(content)
        cursor.execute("SET LOCAL session_replication_role = origin")
    shutil.copytree(stand.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
    codes.secrets.setstate(stand.dice)
    found: dict[str, Any] = pickle.loads(stand.values)  # noqa: S301  # our own, of this process
    return found


@pytest.fixture(autouse=True)
def _scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    name = _usual(request)
    if not name:
        yield
        return
    for first in ("_own_media", "_codes_come_again", "db"):
        request.getfixturevalue(first)
    way = _way(request, name)
    if name not in _stands:
        request.getfixturevalue(name)
        _keep(name, {each: request.getfixturevalue(each) for each in way}, tmp_path_factory.mktemp(name))
        yield
        return
    for each, value in _put_back(name).items():
        way[each].cached_result = (value, None, None)
    yield
    for definition in reversed(way.values()):
        definition.finish(request)

# ruff: noqa: S608  # the names are those of our own tables
"""After a test that commits, only what it filled is emptied: TRUNCATE makes every table's files anew, eighty of them,
and forgets the kinds of records and permissions, which are then written again; that took longer than most such tests.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # what migrating wrote


@transaction.atomic
def _empty() -> None:
    """Wait until nobody else is at the tables; then delete. No trigger acts: nothing is recorded of it or refused."""
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT)
    rows = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE " + ", ".join(f'"{table}"' for table in tables))
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(rows)
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty())
        yield

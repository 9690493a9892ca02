"""`manage.py grant_app_role`: the role as which the program itself works, with rights to rows and to nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from emulation.settings import text

# The records that may only grow are guarded by row triggers, which neither TRUNCATE nor the tables' owner meets: so the
# program is no owner and has no TRUNCATE. Without TEMPORARY it cannot lay a table of its own over one of ours either.
GRANTS = """
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {password};
REVOKE ALL ON DATABASE {database} FROM PUBLIC, {role};
REVOKE ALL ON SCHEMA public FROM PUBLIC, {role};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role};
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""


class Command(BaseCommand):
    help = "Create or update the program's own database role; run as the owner of the tables, after migrate."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        name, password = text("APP_ROLE", "thidua_app"), text("APP_ROLE_PASSWORD")
        role = sql.Identifier(name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            owner, database = cursor.fetchone() or ("", "")
            if owner == name:
                raise CommandError(f"{name} would take its own rights: DATABASE_URL must name the owner of the tables.")
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
            if not cursor.rowcount:
                cursor.execute(sql.SQL("CREATE ROLE {}").format(role))
            # Sent as its check value: no log of statements ever holds the password.
            sealed = cursor.connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
            values = {"role": role, "database": sql.Identifier(database), "password": sql.Literal(sealed.decode())}
            cursor.execute(sql.SQL(GRANTS).format(**values))

"""Lets the role as which tracekit runs on PostgreSQL read and write rows of tables that another role owns.

The release connects as the owner of the tables (`RELEASE_DATABASE_URL`), everything else as a role that can neither
change a table nor lift its row security.
"""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

_GRANTS = """
    GRANT USAGE ON SCHEMA {schema} TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}
"""


def grant_rows(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Grants the rights on rows, and no others, to the application's role: after each migration."""
    if not settings.APPLICATION_ROLE:
        return
    database = connections[using]
    with database.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema, role = map(database.ops.quote_name, (cursor.fetchone()[0], settings.APPLICATION_ROLE))
        cursor.execute(_GRANTS.format(schema=schema, role=role))

"""Every reference between rows is served by an index, so that deleting a row looks at its own references only."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

UNSERVED = """
SELECT conrelid::regclass || ': ' || conname FROM pg_constraint
WHERE contype = 'f' AND NOT EXISTS (
    SELECT 1 FROM pg_index
    WHERE indrelid = conrelid AND indpred IS NULL AND (
        indkey[0] = conkey[array_upper(conkey, 1)]
        OR (indkey[0] = conkey[1] AND indkey[1] = conkey[2])
    )
)
"""
"""Of a key of two columns the first is the owner: an index that begins with the other, or with both, serves it."""


@pytest.fixture
def unserved() -> set[str]:
    if connection.vendor != "postgresql":
        pytest.skip("asks PostgreSQL's catalogue")
    return asked()


def asked() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(UNSERVED)
        return {name for (name,) in cursor.fetchall()}


def test_every_foreign_key_is_served_by_an_index(unserved: set[str]) -> None:
    assert unserved == set()


def test_a_foreign_key_without_an_index_would_be_found(unserved: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lonely (owner_id uuid, job_id bigint REFERENCES jobs_job)")
        cursor.execute("CREATE INDEX ON lonely (owner_id)")
    assert asked() == {"lonely: lonely_job_id_fkey"}

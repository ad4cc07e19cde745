"""An index serves every foreign key, so that deleting a row reads only its own references."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

QUERY = """
SELECT conrelid::regclass || ': ' || conname FROM pg_constraint
WHERE contype = 'f' AND NOT EXISTS (
    SELECT 1 FROM pg_index
    WHERE indrelid = conrelid AND indpred IS NULL AND (
        indkey[0] = conkey[array_upper(conkey, 1)]
        OR (indkey[0] = conkey[1] AND indkey[1] = conkey[2])
    )
)
"""
"""A key of two columns begins with the owner: an index on the other column, or on both, serves it."""


@pytest.fixture
def unindexed_keys() -> set[str]:
    """Returns the foreign keys that no index serves."""
    if connection.vendor != "postgresql":
        pytest.skip("reads PostgreSQL's catalog")
    return find_unindexed_keys()


def find_unindexed_keys() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return {name for (name,) in cursor.fetchall()}


def test_an_index_serves_every_foreign_key(unindexed_keys: set[str]) -> None:
    assert unindexed_keys == set()


def test_a_foreign_key_without_an_index_is_noticed(unindexed_keys: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unindexed (owner_id uuid, job_id bigint REFERENCES jobs_job)")
        cursor.execute("CREATE INDEX ON unindexed (owner_id)")
    assert find_unindexed_keys() == {"unindexed: unindexed_job_id_fkey"}

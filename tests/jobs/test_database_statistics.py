"""The database plans its queries with statistics that are as new as the rows."""

import pytest
from django.db import connection

from accounts.jobs.models import Worker
from accounts.jobs.services.database_statistics import analyze_grown_tables, optimize_sqlite
from tests.waiting import wait_until

ROWS = 500


def create_workers() -> None:
    Worker.objects.bulk_create(Worker(host="host", pid=number) for number in range(ROWS))


def fetch_value(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
        return row and row[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL analyzes by itself")
def test_sqlite_gets_statistics_of_a_table_that_was_queried_and_has_grown(db: None) -> None:
    create_workers()
    assert Worker.objects.filter(host="host").order_by("seen_at").exists()
    optimize_sqlite()
    assert fetch_value("SELECT stat FROM sqlite_stat1 WHERE tbl = 'jobs_worker'")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is optimized from time to time")
def test_postgresql_gets_statistics_of_a_table_that_has_grown() -> None:
    create_workers()

    def is_analyzed() -> bool:
        analyze_grown_tables()
        return fetch_value("SELECT reltuples FROM pg_class WHERE relname = 'jobs_worker'") == ROWS

    wait_until(is_analyzed)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compiles no plans")
def test_postgresql_compiles_no_plan(db: None) -> None:
    assert fetch_value("SHOW jit") == "off"

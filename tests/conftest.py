"""Provides the fixtures that every test may use."""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Account
from accounts.scope import crossing, owner_scope
from tests.browser import anonymous_page, page  # noqa: F401 - fixtures
from tests.celery_fleet import use_fleet
from tests.factories import AccountFactory
from tests.file_stores import bucket, file_store, proxy, s3, small_disk  # noqa: F401 - fixtures
from tests.released_machine import released_data, released_machine, single_machine  # noqa: F401 - fixtures

# Playwright's loop runs in the main thread; without this Django refuses the database in every later test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


POOLED_FOLDERS = {"accounts", "jobs", "erasure"}
"""The tests of these folders run through a pooler in `.ci/run`, where they run on PostgreSQL: it notices more there."""


ONCE_FOLDERS = {"demo"}
"""The tests of these folders take long and are the same on both databases, so `.ci/run` runs them on SQLite alone."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts slow tests first, so that none of them starts near the end, and marks those that a pooler can serve."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        markers = {marker.name for marker in item.iter_markers()}
        is_pooled = "postgres" in markers and not markers & {"own_servers", "browser", "slow"}
        if is_pooled and POOLED_FOLDERS & set(item.path.parts):
            item.add_marker("pooled")
        if ONCE_FOLDERS & set(item.path.parts):
            item.add_marker("once")


@pytest.fixture(autouse=True)
def _see_all_accounts() -> Iterator[None]:
    """Lets a test itself look across accounts; requests, scopes and jobs close what it opens."""
    with crossing():
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Disconnects PostgreSQL clients that remain at the end, such as a browser's last request."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(params=["loop", "fleet"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Returns the engine that does the work: the loop over the job table, or Celery with Redis."""
    name: str = request.param
    if name == "fleet":
        use_fleet(monkeypatch)
    return name


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets Celery with Redis do the work."""
    use_fleet(monkeypatch)


@pytest.fixture
def alice(db: None) -> Account:
    """Returns the account whose data is tested."""
    return AccountFactory.create(email="alice@example.org", time_zone="Europe/Vienna", is_time_zone_confirmed=True)


@pytest.fixture
def mallory(db: None) -> Account:
    """Returns the account of a stranger."""
    return AccountFactory.create(email="mallory@example.org")


@pytest.fixture
def as_alice(alice: Account) -> Iterator[Account]:
    """Yields Alice's account while her scope is open."""
    with owner_scope(alice):
        yield alice


@pytest.fixture
def alice_client(alice: Account) -> Client:
    """Returns a client that is signed in as Alice."""
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def mallory_client(mallory: Account) -> Client:
    """Returns a client that is signed in as Mallory."""
    client = Client()
    client.force_login(mallory, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client

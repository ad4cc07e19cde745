"""The cast, and what every test may ask for."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Account
from accounts.scope import owner_scope
from tests.factories import AccountFactory
from tests.fleet import use_fleet
from tests.stores import bucket, each_store, s3, small_disk, weather  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Playwright's loop lives in the main thread; without this Django refuses the database in every later test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the tests of this phase of `bin/test`, long ones first, so that no process is left with one at the end."""
    phase = os.environ.get("TEST_PHASE", "")
    chosen = [item for item in items if not phase or (phase == "alone") == bool(item.get_closest_marker("alone"))]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=list(set(items) - set(chosen)))
    items[:] = sorted(chosen, key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """On PostgreSQL, whoever is still connected at the end (a browser's last request) is let go: it goes with it."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(params=["loop", "fleet"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who does the work: the plain loop over the table, or Celery with Redis as the doorbell."""
    name: str = request.param
    if name == "fleet":
        use_fleet(monkeypatch)
    return name


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Celery with Redis does the work."""
    use_fleet(monkeypatch)


@pytest.fixture
def alice(db: None) -> Account:
    """The athlete whose data it is."""
    return AccountFactory(email="alice@example.org", time_zone="Europe/Vienna", is_time_zone_confirmed=True)


@pytest.fixture
def mallory(db: None) -> Account:
    """Somebody else with an account."""
    return AccountFactory(email="mallory@example.org")


@pytest.fixture
def as_alice(alice: Account) -> Iterator[Account]:
    """Alice, with her scope open."""
    with owner_scope(alice):
        yield alice


@pytest.fixture
def alice_client(alice: Account) -> Client:
    """A browser signed in as Alice."""
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def mallory_client(mallory: Account) -> Client:
    """A browser signed in as Mallory."""
    client = Client()
    client.force_login(mallory, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def page(live_server: LiveServer, alice_client: Client) -> Iterator["Page"]:
    """Opens a page in a browser that is signed in as Alice."""
    from tests.journey.browser import chromium, new_page

    with chromium() as browser:
        page = new_page(browser, base_url=live_server.url)
        session = alice_client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        yield page
        connection.close()  # While Playwright's loop runs, Django opens a connection of its own.

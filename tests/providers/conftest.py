"""Gives these tests a sandbox, as tracekit's own settings know it, and the engine that fits the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection
from pytest_django.fixtures import Settings

from providers.registrations import SANDBOX_CLIENT
from providers.sandbox.server import Sandbox
from providers.strava.provider import Strava
from tests.celery_fleet import use_fleet


@pytest.fixture
def sandbox(tmp_path: Path, settings: Settings) -> Iterator[Sandbox]:
    """Runs a sandbox that stores whole requests and responses, and that tracekit calls."""
    with Sandbox(tmp_path / "sandbox", keep_bodies=True, callback_hosts=("testserver",)) as running:
        settings.SANDBOX = True
        settings.SANDBOX_URL = settings.SANDBOX_API_URL = running.url
        yield running


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> str:
    """Returns the engine: the plain loop on SQLite, as at home, or Celery with Redis on PostgreSQL, as in a fleet."""
    if connection.vendor == "sqlite":
        return "loop"
    use_fleet(monkeypatch)
    return "fleet"


@pytest.fixture
def own_registration(sandbox: Sandbox, settings: Settings) -> None:
    """Lets the install have a registration of its own, whose platform is the sandbox as well."""
    (client_id, client_secret), base_url = SANDBOX_CLIENT, site_settings.SANDBOX_API_URL
    api_url, site_url = base_url + Strava.sandbox_api_path, site_settings.SANDBOX_URL
    urls = {"api_url": api_url, "oauth_url": base_url, "site_url": site_url}
    settings.REGISTRATIONS = {"strava": {"client_id": client_id, "client_secret": client_secret, **urls}}

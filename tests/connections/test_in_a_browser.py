"""A browser shows a pull from its start to its end without a reload, and moves no focus."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from providers.sandbox.server import Sandbox
from tests.browser import PageMonitor, check_page
from tests.providers.factories import Athlete, connected
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return connected(sandbox, "small")


def test_the_sync_page_shows_a_pulls_end_without_a_reload(
    page: Page, athlete: Athlete, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/sync/")
    expect(page.locator("#sync-message")).to_have_text("A pull from Strava is under way.")
    check_page(page)
    page.get_by_role("link", name="Strava", exact=True).focus()
    with page.expect_response("**/sync/status/**") as response:
        pass
    assert "#sync-message" not in response.value.text()
    expect(page.get_by_role("link", name="Strava", exact=True)).to_be_focused()
    run_jobs()
    expect(page.locator("#sync-message")).to_have_text("Everything is up to date.")
    expect(page.locator("#recent-pulls")).to_contain_text("12 new.")
    expect(page.locator("#sync-status progress")).to_have_count(0)
    check_page(page)
    assert monitor.errors == []


def test_the_page_of_a_connection_shows_a_pulls_end(page: Page, athlete: Athlete, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto(f"/connections/{athlete.connection.pk}/")
    expect(page.locator("#connection-status")).to_contain_text("First pull")
    run_jobs()
    expect(page.locator("#connection-status")).to_contain_text("Up to date.")
    expect(page.locator("#connection-details")).to_contain_text("12")
    check_page(page)
    assert monitor.errors == []

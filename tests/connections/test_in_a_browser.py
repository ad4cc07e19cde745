"""A browser shows a pull from its start to its end without a reload, and moves no focus."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Pull
from providers.sandbox.server import Sandbox
from providers.services.pull_requests import REQUEST_INTERVAL
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
    expect(page.locator("#sync-message")).to_have_text("Syncing Strava.")
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
    expect(page.locator("#connection-status")).to_contain_text("Importing")
    run_jobs()
    expect(page.locator("#connection-status")).to_contain_text("Up to date.")
    expect(page.locator("#connection-details")).to_contain_text("12")
    check_page(page)
    assert monitor.errors == []


@pytest.mark.parametrize("path", ["/sync/", "/connections/{pk}/"])
def test_the_sync_button_works_again_after_five_minutes_without_a_reload(
    page: Page, athlete: Athlete, live_server: LiveServer, path: str
) -> None:
    run_jobs()
    monitor = PageMonitor(page, live_server.url)
    page.clock.install()
    page.goto(path.format(pk=athlete.connection.pk))
    page.get_by_role("button", name="Sync now").click()
    run_jobs()
    expect(page.get_by_role("button", name="Sync again at")).to_be_disabled()
    check_page(page)
    Pull.across_accounts.update(started_at=timezone.now() - REQUEST_INTERVAL)
    page.clock.fast_forward("05:02")
    expect(page.get_by_role("button", name="Sync now")).to_be_enabled()
    check_page(page)
    assert monitor.errors == []


def card_order(page: Page) -> list[str]:
    """Returns the providers in the order of their cards."""
    names: list[str] = page.locator("[data-provider]").evaluate_all("cards => cards.map(card => card.dataset.provider)")
    return names


def test_the_order_of_providers_is_changed_by_keyboard_and_the_focus_stays(page: Page, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/connections/")
    button = page.get_by_role("button", name="Move Strava up")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#provider-cards [role=status]")).to_have_text("Strava moved up.")
    assert card_order(page) == ["ridewithgps", "strava", "file"]
    expect(button).to_be_focused()
    check_page(page)
    assert monitor.errors == []


def test_the_order_of_providers_is_changed_by_dragging_a_card(page: Page, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/connections/")
    files = page.locator('[data-provider="file"]')
    page.locator('[data-provider="strava"] [draggable]').drag_to(files, target_position={"x": 200, "y": 8})
    expect(page.locator("[data-provider]").nth(1)).to_have_attribute("data-provider", "strava")
    page.reload()
    assert card_order(page) == ["ridewithgps", "strava", "file"]
    assert monitor.errors == []


def test_the_forecast_moves_by_itself(page: Page, sandbox: Sandbox, alice: Account, live_server: LiveServer) -> None:
    with owner_scope(alice):
        connected(sandbox, "demo", 450)
        run_until_listed(200)
    monitor = PageMonitor(page, live_server.url)
    page.goto("/sync/")
    expect(page.locator("#sync-status")).to_contain_text("200 of about")
    expect(page.locator("#sync-status")).to_contain_text(re.compile("done to(day|morrow) about"))
    check_page(page)
    with owner_scope(alice):
        run_until_listed(400)
    expect(page.locator("#sync-status")).to_contain_text("400 of about")
    run_jobs()
    expect(page.locator("#sync-message")).to_have_text("Everything is up to date.")
    assert monitor.errors == []


def run_until_listed(count: int) -> None:
    """Runs steps of the pull until it has listed so many activities."""
    while Pull.objects.get().listed_count < count:
        run_job(next_job_id() or 0)

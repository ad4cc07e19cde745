"""A newcomer arrives at the calendar with a browser: landing page, first steps, years, and the end of a demo."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from tests.activities.factories import ride_files, upload_files
from tests.browser import PageMonitor, check_page
from tests.matching_pages.factories import create_workout
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/", "/demo/end/"])
def test_the_pages_of_strangers_fit_all_widths_and_themes(
    anonymous_page: Page, live_server: LiveServer, settings: Settings, address: str
) -> None:
    settings.SIGNUP, settings.SANDBOX, settings.SOURCE_URL = "open", True, "https://git.example.org/tracekit"
    monitor = PageMonitor(anonymous_page, live_server.url)
    anonymous_page.goto(live_server.url + address)
    check_page(anonymous_page)
    assert monitor.errors == []


def test_the_first_steps_lead_to_the_month_of_the_first_files(
    page: Page, alice: Account, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    with owner_scope(alice):
        upload_files(ride_files(3))
    page.goto("/")
    expect(page.locator("#first-steps-status")).to_contain_text("Reading your files: 0 of 3 read.")
    check_page(page)
    run_jobs()
    expect(page.locator(".toast")).to_contain_text("3 workouts")
    assert "/calendar/" in page.url
    assert monitor.errors == []


def test_a_distant_year_is_two_key_presses_away(page: Page, alice: Account, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    with owner_scope(alice):
        for year in (2001, 2012, 2026):
            create_workout(datetime(year, 5, 10, 8, tzinfo=UTC))
    page.goto("/calendar/2026/")
    page.locator(".year-menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="All years").get_by_role("link")).to_have_count(3)
    check_page(page)
    page.get_by_role("link", name="2001").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2001")).to_be_visible()
    assert monitor.errors == []


def test_the_checklist_is_dismissed_in_place(page: Page, alice: Account, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    with owner_scope(alice):
        create_workout()
    page.goto("/calendar/2026/")
    check_page(page)
    page.get_by_role("button", name="Dismiss the first steps").click()
    expect(page.locator("#first-steps")).to_have_count(0)
    page.reload()
    expect(page.locator("#first-steps")).to_have_count(0)
    assert monitor.errors == []

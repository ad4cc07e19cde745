"""Anybody can use RideWithGPS's pages of the sandbox in a browser, as Strava's."""

import re

import pytest
from playwright.sync_api import Page, expect

from providers.sandbox.server import Sandbox
from tests.browser import PageMonitor, check_page
from tests.sandbox.callback import running_callback

pytestmark = [pytest.mark.browser]


def test_an_athletes_trips_are_changed_on_an_accessible_page(
    sandbox: Sandbox, athlete_code: str, anonymous_page: Page
) -> None:
    page, monitor = anonymous_page, PageMonitor(anonymous_page, sandbox.url)
    page.goto(f"{sandbox.url}/athletes/{athlete_code}/")
    page.get_by_role("button", name="Join RideWithGPS").click()
    trips = page.get_by_role("region", name="12 trips on RideWithGPS")
    trips.get_by_text("Change it here").first.click()
    trips.get_by_label("Name").first.fill("Renamed there")
    trips.get_by_role("button", name="Rename").first.click()
    expect(trips.get_by_role("heading", name="Renamed there")).to_be_visible()
    page.get_by_label("On", exact=True).select_option("RideWithGPS")
    page.get_by_role("button", name="Add fault").click()
    expect(page.get_by_text("timeout on RideWithGPS, 1 time")).to_be_visible()
    trips.get_by_text("Change it here").first.click()
    check_page(page)
    assert monitor.errors == []


def test_a_visitor_grants_access_and_returns_to_the_application(sandbox: Sandbox, anonymous_page: Page) -> None:
    page = anonymous_page
    with running_callback() as callback:
        query = f"client_id=sandbox&redirect_uri={callback.url}&response_type=code&state=s"
        page.goto(f"{sandbox.url}/ridewithgps/oauth/authorize?{query}")
        check_page(page)
        expect(page.get_by_label("See and change everything")).to_be_disabled()
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url(re.compile(rf"{callback.url}\?state=s&code=\w+&sandbox_code=[a-z0-9]{{16}}$"))

"""One click in a browser fetches a file, and the page follows it to its end without a reload."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from activities.models import Activity
from matching.models import Workout
from providers.sandbox.server import Sandbox
from tests.browser import PageMonitor, check_page
from tests.providers.factories import pulled
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_click_is_followed_to_its_end(
    sandbox: Sandbox, as_alice: Account, page: Page, live_server: LiveServer
) -> None:
    athlete = pulled(sandbox, "small", 20, provider="ridewithgps")
    trips = list(Activity.objects.filter(hidden_time=False, parent_id=None).order_by("-pk")[:2])
    first, second = (Workout.objects.get(members__activity=trip) for trip in trips)
    monitor = PageMonitor(page, live_server.url)
    page.goto(f"/workouts/{first.pk}/")
    check_page(page)
    page.get_by_role("button", name="Fetch the file from RideWithGPS").click()
    expect(page.locator(".file-fetch")).to_contain_text("Fetching the file from RideWithGPS.")
    expect(page.locator(".file-fetch")).to_be_focused()
    check_page(page)
    run_jobs()
    expect(page.locator(".file-fetch")).to_contain_text("Fetched as ridewithgps-")
    expect(page.locator("#workout-summary")).to_contain_text("Matched from two sources.")
    check_page(page)
    athlete.sandbox.database.trips.delete(int(trips[1].provider_id))
    page.goto(f"/workouts/{second.pk}/")
    page.get_by_role("button", name="Fetch the file from RideWithGPS").click()
    expect(page.locator(".file-fetch")).to_contain_text("Fetching the file from RideWithGPS.")
    run_jobs()
    expect(page.locator(".file-fetch")).to_contain_text("RideWithGPS has no file of this activity.")
    expect(page.get_by_role("button", name="Try again: Fetch the file from RideWithGPS")).to_be_visible()
    check_page(page)
    assert monitor.errors == []

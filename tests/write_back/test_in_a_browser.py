"""One click in a browser is followed to its end without a reload, and undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PageMonitor, check_page
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def review_url(ride: Ride) -> str:
    return f"/review/{ride.workout.leader.local_date:%Y/%m}/"


def test_a_click_on_the_workout_is_followed_and_undone(ride: Ride, page: Page, live_server) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto(f"/workouts/{ride.workout.pk}/")
    check_page(page)
    page.get_by_role("button", name="Rename on Strava").click()
    expect(page.locator(".progress-steps")).to_contain_text("reading")
    check_page(page)
    expect(page.locator(".write-back")).to_be_focused()
    run_jobs()
    expect(page.get_by_text("Renamed on Strava.")).to_be_visible()
    expect(page.get_by_role("heading", name="What was written")).to_be_visible()
    expect(page.locator("#workout-summary")).not_to_contain_text("value differs")
    check_page(page)
    page.get_by_role("cell").get_by_role("button", name="Undo on Strava").click()
    expect(page.locator(".progress-steps")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Named as before on Strava.")).to_be_visible()
    expect(page.get_by_role("button", name="Rename on Strava")).to_be_visible()
    assert ride.current_strava_name() == ride.strava_name
    assert monitor.errors == []


def test_a_click_in_the_review_meets_a_conflict_and_is_decided(ride: Ride, page: Page, live_server) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto(review_url(ride))
    check_page(page)
    card = page.locator(f"#workout-{ride.workout.pk}")
    card.get_by_role("button", name="Rename on Strava").click()
    expect(card.locator(".progress-steps")).to_be_visible()
    ride.rename_on_strava("With the club")
    run_jobs()
    expect(card).to_contain_text("It was changed there meanwhile, to “With the club”. Nothing was written.")
    check_page(page)
    card.get_by_role("button", name="Rename on Strava all the same").click()
    expect(card.locator(".progress-steps")).to_be_visible()
    run_jobs()
    expect(card).to_contain_text("Renamed on Strava.")
    expect(card.get_by_role("button", name="Undo on Strava")).to_be_visible()
    check_page(page)
    assert ride.current_strava_name() == ride.file_name
    assert monitor.errors == []


def test_a_double_click_is_one_write(ride: Ride, page: Page) -> None:
    page.goto(f"/workouts/{ride.workout.pk}/")
    page.get_by_role("button", name="Rename on Strava").dblclick()
    expect(page.locator(".progress-steps")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Renamed on Strava.")).to_be_visible()
    assert ride.count_writes() == 1

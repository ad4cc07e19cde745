"""One click in a browser is followed to its end without a reload, and undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PageMonitor, check_page, new_page
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLOSE_AND_PRESS_J = """() => {
  const dialog = document.querySelector("dialog");
  const button = dialog.querySelector("button");
  dialog.close();
  button.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
}"""
"""The focus leaves a closed dialog a moment later, so whoever is quick presses the next key in there."""


def review_url(ride: Ride) -> str:
    return f"/review/{ride.workout.local_date:%Y/%m}/"


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
    expect(page.get_by_text("Original Strava name restored.")).to_be_visible()
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
    expect(card).to_contain_text("It was changed there in the meantime, to “With the club”. Nothing was written.")
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


def test_a_month_is_brought_to_zero_and_back_by_keyboard_alone(rides: list[Ride], page: Page, live_server) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto(review_url(rides[0]))
    press = page.keyboard.press
    summary, count = page.locator("#review-summary"), page.locator(".main-nav .count")
    lines, bar = page.locator("[data-shortcut-row]"), page.get_by_role("button", name="Rename the chosen ones")
    expect(count).to_contain_text("4")
    press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Choose the row")
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press("j")
    expect(lines.nth(0)).to_be_focused()
    press("?")
    page.evaluate(CLOSE_AND_PRESS_J)
    expect(lines.nth(1)).to_be_focused()
    press("k")
    expect(lines.nth(0)).to_be_focused()
    press("Enter")
    expect(lines.nth(0)).to_contain_text("reading")
    expect(lines.nth(0).get_by_role("checkbox")).to_have_count(0)
    run_jobs()
    expect(lines.nth(0)).to_contain_text("Renamed on Strava.")
    expect(summary).to_contain_text("3 suggested changes.")
    expect(count).to_contain_text("3")
    for number in (1, 2):
        press("j")
        expect(lines.nth(number)).to_be_focused()
        press("x")
        expect(lines.nth(number).get_by_role("checkbox")).to_be_checked()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("button", name="Rename 2 on Strava")).to_be_visible()
    check_page(page)
    press("w")
    expect(summary).to_contain_text("2 changes are in progress.")
    expect(lines.nth(1).locator(".write-back")).to_be_focused()
    run_jobs()
    expect(page.get_by_text("Renamed on Strava.")).to_have_count(3)
    for _ in range(4):
        press("j")
    press("k")
    press("j")
    expect(lines.nth(3)).to_be_focused()
    press("Enter")
    expect(lines.nth(3)).to_contain_text("reading")
    run_jobs()
    expect(summary).to_have_text("All suggested changes are done.")
    expect(count).to_have_count(0)
    assert [ride.current_strava_name() for ride in rides] == [ride.file_name for ride in rides]
    for number in range(1, 5):
        press("z")
        expect(page.get_by_text("reading")).to_have_count(1)
        run_jobs()
        expect(count).to_contain_text(str(number))
    expect(page.get_by_text("Original Strava name restored.")).to_have_count(4)
    expect(summary).to_contain_text("4 suggested changes.")
    assert [ride.current_strava_name() for ride in rides] == [ride.strava_name for ride in rides]
    assert monitor.errors == []


def test_the_bar_says_what_it_writes_and_is_absent_while_nothing_is_chosen(ride: Ride, page: Page) -> None:
    page.goto(review_url(ride))
    checkbox, bar = page.get_by_role("checkbox", name="Choose: Rename on Strava").first, page.locator("#bulk")
    expect(bar).to_be_hidden()
    checkbox.check()
    expect(bar).to_contain_text("1 chosen")
    expect(bar.get_by_role("button", name="Rename 1 on Strava")).to_be_visible()
    bar.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()
    expect(checkbox).not_to_be_checked()


def test_without_a_script_the_bar_is_always_there_and_writes(ride: Ride, page: Page, live_server) -> None:
    assert page.context.browser
    plain = new_page(
        page.context.browser,
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    )
    plain.goto(review_url(ride))
    plain.get_by_role("checkbox").first.check()
    plain.get_by_role("button", name="Rename the chosen ones").click()
    expect(plain.locator(".progress-steps")).to_contain_text("reading")
    run_jobs()
    assert ride.current_strava_name() == ride.file_name


def test_the_journal_decides_a_conflict_and_undoes_the_last_two(rides: list[Ride], page: Page, live_server) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/writes/")
    check_page(page)
    first, second, third, fourth = rides
    first.request_rename()
    first.rename_on_strava("With the club")
    for ride in (second, third):
        ride.request_rename()
    run_jobs()
    fourth.request_rename()
    page.reload()
    expect(page.get_by_role("heading", name="In progress")).to_be_visible()
    check_page(page)
    run_jobs()
    expect(page.get_by_role("heading", name="In progress")).to_have_count(0)
    page.get_by_role("button", name="Leave it on Strava").click()
    left = page.get_by_text("You left it as it is on Strava. This difference is ignored from now on.")
    expect(left).to_be_visible()
    expect(page.get_by_role("heading", name="Changed in the meantime")).to_have_count(0)
    check_page(page)
    page.get_by_role("link", name="Undo the last 2 changes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(fourth.file_name)
    expect(dialog).to_contain_text(third.file_name)
    expect(dialog).not_to_contain_text(second.file_name)
    check_page(page)
    dialog.get_by_role("button", name="Undo 2 changes").click()
    expect(page.get_by_text("2 changes are in progress.")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Undone", exact=True)).to_have_count(2)
    check_page(page)
    assert [ride.current_strava_name() for ride in (third, fourth)] == [third.strava_name, fourth.strava_name]
    assert monitor.errors == []

"""Tests the calendar and a workout in a browser: how they look, print and are navigated by shortcuts."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Question, Workout
from matching.services.retention import schedule_trims
from tests.browser import PageMonitor, check_page, tab_to
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ride(alice: Account) -> UUID:
    """Returns a workout of two files that has neighbors and an open question."""
    with owner_scope(alice):
        create_workout(MAY_10.replace(month=4))
        create_workout(may_10_plus(hours=1), sport="run")
        id_ = create_workout(file_name="a.fit", device="Edge 840")
        create_workout(may_10_plus(seconds=9), file_name="a.gpx", name="Three passes", distance_m=31_000.0)
        create_workout(may_10_plus(days=1), sport="swim", distance_m=None)
    return id_


@pytest.fixture
def shifted(alice: Account) -> UUID:
    """Returns a workout that another one equals but for one hour."""
    with owner_scope(alice):
        create_workout(may_10_plus(hours=1))
        return create_workout()


@pytest.fixture
def missing(alice: Account) -> UUID:
    """Returns a workout with a trimmed activity; others of the year are missing on Strava."""
    with owner_scope(alice):
        create_connection()
        store_records(
            *(build_record(at=-days * 24 * HOUR, sport=sport) for days, sport in ((900, "ride"), (901, "run")))
        )
        store_records(build_record(at=5 * 24 * HOUR, sport="run"))
        create_workout()
        id_ = create_workout(may_10_plus(days=2))
        set_confirmed_ago(timedelta(days=9), *store_records(build_record(at=2 * 24 * HOUR)))
        schedule_trims()
        run_jobs()
    return id_


def count_printed_pages(page: Page, address: str) -> int:
    """Returns on how many sheets a page prints."""
    page.goto(address)
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True, print_background=True)))


def test_pages_are_accessible_in_both_themes_and_fit_all_widths(
    ride: UUID, page: Page, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    for address in ("/calendar/2026/", "/calendar/2026/05/", "/calendar/2026/02/", f"/workouts/{ride}/"):
        page.goto(address)
        check_page(page)
    assert monitor.errors == []


def test_questions_and_corrections_are_accessible_and_fit_all_widths(
    ride: UUID, page: Page, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    for address in ("/possible/", "/corrections/", "/calendar/2026/05/10/"):
        page.goto(address)
        check_page(page)
    assert monitor.errors == []


def test_a_question_is_answered_and_taken_back_by_keys(shifted: UUID, page: Page) -> None:
    page.goto("/possible/")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", name="No possible duplicates")).to_be_visible()
    expect(page.get_by_text("Joined into one workout.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("z")
    expect(page.get_by_role("heading", name="Same workout?")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.get_by_text("Kept apart.")).to_be_visible()


def workouts_with_questions(account: Account) -> tuple[int, int]:
    """Returns how many workouts an account has, and how many questions are open."""
    with owner_scope(account):
        return Workout.objects.count(), Question.objects.count()


def test_questions_are_answered_and_wrong_matches_split_and_taken_back_by_keyboard_alone(
    alice: Account, page: Page
) -> None:
    with owner_scope(alice):
        for number in range(1, 4):
            create_workout(may_10_plus(days=-number), sport="ride")
            create_workout(may_10_plus(days=-number, hours=number), sport="ride")
        for day in (5, 6):
            create_workout(may_10_plus(days=day), file_name="a.fit")
        wrong = [create_workout(may_10_plus(days=day, seconds=9), file_name="b.gpx") for day in (5, 6)]
    before = workouts_with_questions(alice)
    assert before == (8, 3)
    press = page.keyboard.press
    page.goto("/possible/")
    for key, message in (("y", "Joined into one workout."), ("n", "Kept apart."), ("d", "Marked as a duplicate.")):
        press(key)
        expect(page.locator(".toast").filter(has_text=message)).to_be_visible()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="No possible duplicates")).to_be_visible()
    for workout in wrong:
        page.goto(f"/workouts/{workout}/")
        tab_to(page, page.get_by_role("checkbox").first)
        press("Space")
        tab_to(page, page.get_by_role("button", name="Split off the chosen activities"))
        press("Enter")
        expect(page.locator(".toast").filter(has_text="Split off.")).to_be_visible()
    assert workouts_with_questions(alice) == (8, 0)
    page.goto("/corrections/")
    for number in range(5, 0, -1):
        take_back = page.get_by_role("button", name="Take back")
        expect(take_back).to_have_count(number)
        tab_to(page, take_back.first)
        press("Enter")
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    assert workouts_with_questions(alice) == before


def test_a_workout_is_named_where_it_is_shown(ride: UUID, page: Page) -> None:
    page.goto(f"/workouts/{ride}/")
    page.get_by_label("Your name for this workout").fill("With Anna")
    page.get_by_role("button", name="Name this workout").click()
    expect(page.get_by_role("heading", level=1, name="With Anna")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Three passes")).to_be_visible()


def test_a_refused_correction_says_so_in_place_and_the_button_works_again(ride: UUID, page: Page) -> None:
    page.goto(f"/workouts/{ride}/")
    page.get_by_role("button", name="Split off the chosen activities").click()
    expect(page.get_by_text("Choose some of the activities, but not all of them.")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Split off the chosen activities").click()
    expect(page.get_by_text("Split off.")).to_be_visible()


def test_pages_with_missing_workouts_are_accessible_and_fit_all_widths(
    missing: UUID, page: Page, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    addresses = ("/calendar/2026/", "/calendar/2026/?missing=strava", "/calendar/2026/05/", "/settings/expected/")
    for address in (*addresses, f"/workouts/{missing}/"):
        page.goto(address)
        check_page(page)
    assert monitor.errors == []


def test_the_question_about_the_zone_keeps_its_distance(ride: UUID, alice: Account, page: Page) -> None:
    alice.is_time_zone_confirmed = False
    alice.save()
    page.goto("/calendar/2026/")
    note, card = (page.locator(selector).first.bounding_box() for selector in (".note-question", ".note-question + *"))
    assert note
    assert card
    assert card["y"] - note["y"] - note["height"] == pytest.approx(16)


def test_nothing_is_missing_after_an_expectation_is_unchecked(missing: UUID, page: Page) -> None:
    page.goto("/calendar/2026/")
    page.get_by_label("Show what is missing on").get_by_role("link", name="missing on Strava").click()
    expect(page.get_by_text("Showing 1 missing on Strava.")).to_be_visible()
    page.goto("/settings/expected/")
    page.get_by_label("Ride should be on Strava").uncheck()
    page.get_by_role("button", name="Save").click()
    page.locator("#main").get_by_text("Saved at").wait_for()
    page.goto("/calendar/2026/")
    assert page.get_by_role("link", name="missing on Strava").count() == 0


def test_a_month_prints_on_one_page_and_a_year_on_two(ride: UUID, page: Page) -> None:
    assert count_printed_pages(page, "/calendar/2026/05/") == 1
    assert count_printed_pages(page, "/calendar/2026/") == 2


def test_shortcuts_lead_to_other_months_and_workouts(ride: UUID, page: Page) -> None:
    page.goto("/calendar/2026/05/")
    page.keyboard.press("[")
    page.wait_for_url("**/calendar/2026/04/")
    page.keyboard.press("]")
    page.wait_for_url("**/calendar/2026/05/")
    page.goto(f"/workouts/{ride}/")
    page.keyboard.press("e")
    page.wait_for_url(lambda url: "/workouts/" in url and str(ride) not in url)


def test_a_question_mark_lists_the_shortcuts(ride: UUID, page: Page) -> None:
    page.goto("/calendar/2026/05/")
    page.keyboard.press("?")
    assert "April 2026" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

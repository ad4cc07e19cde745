"""A month with changes to write, questions to answer and wrong matches is put right by keyboard alone, and back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from matching.models import Question, Workout, WriteBack
from providers.sandbox.server import Sandbox
from tests.browser import PageMonitor, tab_to
from tests.matching_pages.factories import create_workout
from tests.providers.conftest import sandbox
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_rides

__all__ = ["sandbox"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rides(sandbox: Sandbox, as_alice: Account) -> list[Ride]:
    """Creates six rides of Alice in one month, which have another name on Strava than in their files."""
    return create_rides(sandbox, 6, activities=40)


@pytest.fixture
def month(rides: list[Ride]) -> date:
    """Returns the first day of the month of the rides, with three questions and two wrong matches in it."""
    first = rides[0].workout.local_date.replace(day=1)
    for day in (1, 2, 3):
        create_early_workout(first, day)
        create_early_workout(first, day, hours=day)
    for day in (4, 5):
        create_early_workout(first, day, file_name="a.fit", name=f"Wrong match {day}")
        create_early_workout(first, day, file_name="b.gpx", seconds=9, name=f"Wrong match {day}")
    return first


def create_early_workout(month: date, day: int, file_name: str = "ride.fit", name: str = "", **offset: float) -> UUID:
    """Creates a workout in the small hours of a day, when no ride takes place; they are in UTC+2."""
    start = datetime(month.year, month.month, day, tzinfo=UTC) + timedelta(**offset)
    return create_workout(start, file_name, name=name or None)


def press_button(page: Page, control: Locator) -> None:
    """Moves the focus to a link or button, and presses Enter."""
    tab_to(page, control)
    page.keyboard.press("Enter")


def follow(page: Page, link: str, title: str) -> None:
    """Follows a link by keyboard, until the page with this title is there."""
    press_button(page, page.get_by_role("link", name=link).and_(page.locator(":visible")).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.wait_for_load_state()


def count_open() -> tuple[int, int, int]:
    """Returns how many workouts, questions and suggested changes there are."""
    proposals = sum(Workout.objects.values_list("proposal_count", flat=True))
    return Workout.objects.count(), Question.objects.count(), proposals


def go_to_change(page: Page) -> None:
    """Goes down row by row until there is one that can be chosen."""
    row = page.locator("[data-shortcut-row]:focus")
    page.keyboard.press("j")
    while not row.get_by_role("checkbox").count():
        page.keyboard.press("j")


def rename_all(page: Page) -> None:
    """Writes the first change by its button, the next two at once, and the others one by one."""
    for keys, number in (("Enter", 1), ("xw", 3), ("Enter", 4), ("Enter", 5), ("Enter", 6)):
        go_to_change(page)
        if keys == "xw":
            page.keyboard.press("x")
            go_to_change(page)
            page.keyboard.press("x")
        page.keyboard.press("w" if keys == "xw" else keys)
        expect(page.get_by_text("reading")).not_to_have_count(0)
        run_jobs()
        expect(page.get_by_text("Renamed on Strava.")).to_have_count(number)


def answer_all(page: Page) -> None:
    """Answers each question by its key."""
    for key, message in (("y", "Joined into one workout."), ("n", "Kept apart."), ("d", "Marked as a duplicate.")):
        page.keyboard.press(key)
        expect(page.locator(".toast").filter(has_text=message)).to_be_visible()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="No possible duplicates")).to_be_visible()


def split(page: Page) -> None:
    """Splits the first activity off the workout that is shown."""
    tab_to(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    press_button(page, page.get_by_role("button", name="Split off the chosen activities"))
    expect(page.locator(".toast").filter(has_text="Split off.")).to_be_visible()
    page.wait_for_load_state()


def test_a_month_is_put_right_and_back_by_keyboard_alone(
    rides: list[Ride], month: date, page: Page, live_server: LiveServer
) -> None:
    monitor, before = PageMonitor(page, live_server.url), count_open()
    assert before[1:] == (3, 6)
    page.goto(f"/review/{month:%Y/%m}/")
    rename_all(page)
    follow(page, "Possible 3 possible duplicates", "Possible duplicates")
    answer_all(page)
    follow(page, "Calendar", f"{month:%Y}")
    follow(page, f"{month:%B}", f"{month:%B %Y}")
    for day in (4, 5):
        follow(page, f"Wrong match {day}", f"Wrong match {day}")
        split(page)
        follow(page, f"{month:%B %Y}", f"{month:%B %Y}")
    assert count_open() == (before[0], 0, 0)  # two pairs were joined, two workouts split
    assert [ride.current_strava_name() for ride in rides] == [ride.file_name for ride in rides]
    expect(page.locator(".main-nav .count")).to_have_count(0)
    take_all_back(page)
    assert count_open() == before
    assert [ride.current_strava_name() for ride in rides] == [ride.strava_name for ride in rides]
    assert monitor.errors == []


def take_all_back(page: Page) -> None:
    """Takes back all answers, then all changes."""
    press_button(page, page.get_by_role("button", name="Account menu"))
    follow(page, "What you told tracekit", "What you told tracekit")
    for number in range(5, 0, -1):
        buttons = page.get_by_role("button", name="Take back")
        expect(buttons).to_have_count(number)
        press_button(page, buttons.first)
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    page.wait_for_load_state()
    follow(page, "Review", "Review")
    for number in range(1, 7):
        page.keyboard.press("z")
        expect(page.get_by_text("reading")).to_have_count(1)
        run_jobs()
        expect(page.locator(".main-nav .count").first).to_contain_text(str(number))
    assert WriteBack.objects.filter(undoes__isnull=False).count() == 6

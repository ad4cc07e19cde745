"""Tests the page of a year: squares, legend, months, sums."""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.services.rematch import rematch_stored
from matching.state import State
from matching.summaries import WorkoutSummary
from matching.web.pages.filters import YearFilter
from matching.web.pages.year import YearPage, year_page
from matching.web.svg.day_square import draw_square
from tests.factories import ActivityFactory
from tests.markup import get_page, visible_text
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus

pytestmark = pytest.mark.postgres

TODAY = date(2026, 11, 24)


def workout_summary(
    day: date,
    state: State = State.COMPLETE,
    on: tuple[str, ...] = ("file",),
    missing: tuple[str, ...] = (),
    left_out: bool = False,
    distance: float | None = 10_000.0,
) -> WorkoutSummary:
    return WorkoutSummary(day, (state,), left_out, frozenset(on), frozenset(missing), distance, None, 3600.0)


def build_page(*workouts: WorkoutSummary, show: State | None = None, week_start: int = 0) -> YearPage:
    return year_page(2026, workouts, YearFilter(show), week_start, TODAY)


def test_a_day_shows_its_worst_state_and_a_day_without_a_workout_a_dot() -> None:
    may = build_page(workout_summary(date(2026, 5, 10)), workout_summary(date(2026, 5, 10), State.DIFFERS)).months[4]
    assert may.cells[9].square == draw_square((False,), State.DIFFERS)
    assert may.cells[9].title == "Sun\u00a010: 2 workouts, values differ"
    assert may.cells[8].square is None


def test_future_days_have_no_cells() -> None:
    year = build_page(workout_summary(date(2026, 5, 10)))
    assert [len(block.cells) for block in year.months[9:]] == [31, 24, 0]
    assert year.months[10].today == year.months[10].cells[-1]


def test_weeks_run_to_the_right_and_begin_on_the_athletes_day() -> None:
    sunday = date(2026, 5, 10)
    assert [(cell.left, cell.top) for cell in build_page(workout_summary(sunday)).months[4].cells[9:10]] == [(20, 120)]
    assert [
        (cell.left, cell.top) for cell in build_page(workout_summary(sunday), week_start=6).months[4].cells[9:10]
    ] == [(40, 0)]


def test_a_missing_provider_empties_its_lane() -> None:
    year = build_page(
        workout_summary(date(2026, 5, 1), State.MISSING, on=("garmin",), missing=("strava",)),
        workout_summary(date(2026, 5, 2), on=("garmin", "strava")),
    )
    assert [square.id for square in year.squares] == ["d-10-missing", "d-11-whole"]
    assert [entry.count for entry in year.legend] == [1, 1, 0, 0]


def test_with_files_alone_nothing_is_missing() -> None:
    assert [entry.title for entry in build_page(workout_summary(date(2026, 5, 1))).legend] == [
        "Complete",
        "Differs",
        "Needs your answer",
    ]


def test_a_filter_draws_other_days_as_dots_and_counts_only_what_it_selects() -> None:
    year = build_page(
        workout_summary(date(2026, 5, 1)), workout_summary(date(2026, 5, 2), State.DIFFERS), show=State.DIFFERS
    )
    assert [cell.square is not None for cell in year.months[4].cells[:2]] == [False, True]
    assert (year.totals.total, year.filtered.total, year.filtered.distance_m) == (2, 1, 10_000)
    assert year.filter_text == "1 differs"


def test_sums_leave_out_the_second_half_of_an_open_question_and_say_so() -> None:
    year = build_page(
        workout_summary(date(2026, 5, 1), State.POSSIBLE_DUPLICATE),
        workout_summary(date(2026, 5, 1), State.POSSIBLE_DUPLICATE, left_out=True),
    )
    assert (year.totals.total, year.totals.distance_m, year.totals.left_out) == (2, 10_000, 1)


def test_a_sum_without_values_is_not_zero() -> None:
    assert build_page(workout_summary(date(2026, 5, 1), distance=None)).totals.distance_m is None


def test_the_page_gives_states_and_sums_as_text(as_alice: Account, alice_client: Client) -> None:
    create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=5), file_name="a.gpx", distance_m=31_000.0, elapsed_s=3604.0)
    create_workout(may_10_plus(days=1))
    markup = get_page(alice_client, "/calendar/2026/")
    assert "2 workouts, 1 complete. 1 differs." in visible_text(markup)
    assert 'visually-hidden">May: 2 workouts, 1 complete. 1 differs<' in markup
    assert "60 km" in markup
    assert "2 h 00" in markup


def test_one_question_leaves_one_workout_out_of_the_sums(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    create_workout(may_10_plus(hours=1))
    markup = get_page(alice_client, "/calendar/2026/")
    assert "2 workouts. 2 need your answer." in visible_text(markup)
    assert "Totals exclude 1 possible duplicate." in markup
    assert "30 km" in markup


def test_the_filter_is_in_the_address_and_an_unknown_one_shows_all(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    assert "Showing 0 differ." in get_page(alice_client, "/calendar/2026/?show=differs")
    assert "Showing" not in get_page(alice_client, "/calendar/2026/?show=everything")


def test_a_duplicate_and_a_second_file_count_once(as_alice: Account, alice_client: Client) -> None:
    create_workout(file_name="a.fit")
    create_workout(file_name="a.gpx")
    assert re.search(r"1 workout, complete\.", get_page(alice_client, "/calendar/2026/"))


def test_a_workout_lies_on_the_day_where_the_athlete_was(as_alice: Account, alice_client: Client) -> None:
    create_workout(MAY_10.replace(month=1, day=1, hour=4), utc_offset_s=-8 * 3600)
    assert "1 workout" in get_page(alice_client, "/calendar/2025/")


def test_the_page_links_to_the_nearest_years_with_workouts(as_alice: Account, alice_client: Client) -> None:
    for year in (2023, 2025, 2026):
        create_workout(MAY_10.replace(year=year))
    markup = get_page(alice_client, "/calendar/2025/")
    assert 'href="/calendar/2023/"' in markup
    assert 'href="/calendar/2026/"' in markup


def test_an_empty_year_links_to_the_nearest_one_with_workouts(as_alice: Account, alice_client: Client) -> None:
    create_workout(MAY_10.replace(year=2023))
    create_workout()
    markup = get_page(alice_client, "/calendar/2024/")
    assert "No workouts in 2024" in markup
    assert 'href="/calendar/2023/">2023' in markup


@pytest.mark.parametrize("path", ["0", "999", "2022", "2999", "9999", "99999", "-1", "year"])
def test_a_year_before_the_first_and_after_this_one_is_not_found(
    path: str, as_alice: Account, alice_client: Client
) -> None:
    create_workout(MAY_10.replace(year=2023))
    assert alice_client.get(f"/calendar/{path}/").status_code == 404


def test_a_year_holds_no_workouts_of_another_account(alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        create_workout()
    assert "No workouts in 2026" in get_page(mallory_client, "/calendar/2026/")


def test_a_full_year_stays_small(as_alice: Account, alice_client: Client) -> None:
    for day in range(0, 360, 2):
        create_workout(MAY_10.replace(month=1, day=1) + day * (may_10_plus(days=1) - MAY_10))
    assert len(alice_client.get("/calendar/2026/").content) < 150_000


def test_a_transition_between_legs_is_not_counted_as_a_workout(as_alice: Account, alice_client: Client) -> None:
    for provider_id, sport in (("1", "swim"), ("2", "transition"), ("3", "ride")):
        row = ActivityFactory.create(provider="file", provider_id=provider_id, sport=sport)
        rematch_stored([row.pk])
    assert "2 workouts" in alice_client.get("/calendar/2026/").content.decode()

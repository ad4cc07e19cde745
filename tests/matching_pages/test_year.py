"""The year: squares, legend, months, sums."""

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
from matching.web.svg.square import square
from tests.factories import ActivityFactory
from tests.matching_pages.factories import MAY_10, file, later, text

TODAY = date(2026, 11, 24)


def counted(
    day: date,
    state: State = State.WHOLE,
    on: tuple[str, ...] = ("file",),
    missing: tuple[str, ...] = (),
    left_out: bool = False,
    distance: float | None = 10_000.0,
) -> WorkoutSummary:
    return WorkoutSummary(day, state, left_out, frozenset(on), frozenset(missing), distance, None, 3600.0)


def page(*workouts: WorkoutSummary, show: State | None = None, week_start: int = 0) -> YearPage:
    return year_page(2026, workouts, YearFilter(show), week_start, TODAY)


def test_a_day_shows_its_worst_state_and_a_day_without_a_workout_a_dot():
    may = page(counted(date(2026, 5, 10)), counted(date(2026, 5, 10), State.DIFFERS)).months[4]
    assert may.cells[9].square == square((False,), State.DIFFERS)
    assert may.cells[9].title == "Sun\u00a010: 2 workouts, values differ"
    assert may.cells[8].square is None


def test_days_to_come_show_nothing_at_all():
    year = page(counted(date(2026, 5, 10)))
    assert [len(block.cells) for block in year.months[9:]] == [31, 24, 0]
    assert year.months[10].today == year.months[10].cells[-1]


def test_weeks_run_to_the_right_and_begin_on_the_athletes_day():
    sunday = date(2026, 5, 10)
    assert [(c.left, c.top) for c in page(counted(sunday)).months[4].cells[9:10]] == [(20, 120)]
    assert [(c.left, c.top) for c in page(counted(sunday), week_start=6).months[4].cells[9:10]] == [(40, 0)]


def test_a_provider_that_is_missing_is_a_hole_in_its_lane():
    year = page(
        counted(date(2026, 5, 1), State.MISSING, on=("garmin",), missing=("strava",)),
        counted(date(2026, 5, 2), on=("garmin", "strava")),
    )
    assert [one.id for one in year.squares] == ["d-10-missing", "d-11-whole"]
    assert [entry.count for entry in year.legend] == [1, 1, 0, 0]


def test_with_files_alone_nothing_is_missing():
    assert [entry.title for entry in page(counted(date(2026, 5, 1))).legend] == [
        "Complete",
        "Differs",
        "Possible match",
    ]


def test_a_filter_fades_what_does_not_fit_and_counts_only_what_does():
    year = page(counted(date(2026, 5, 1)), counted(date(2026, 5, 2), State.DIFFERS), show=State.DIFFERS)
    assert [cell.square is not None for cell in year.months[4].cells[:2]] == [False, True]
    assert (year.all.total, year.fits.total, year.fits.distance_m) == (2, 1, 10_000)
    assert year.showing == "1 differs"


def test_sums_leave_out_the_second_half_of_an_open_question_and_say_so():
    year = page(
        counted(date(2026, 5, 1), State.POSSIBLE),
        counted(date(2026, 5, 1), State.POSSIBLE, left_out=True),
    )
    assert (year.all.total, year.all.distance_m, year.all.left_out) == (2, 10_000, 1)


def test_a_sum_of_nothing_is_not_nought():
    assert page(counted(date(2026, 5, 1), distance=None)).all.distance_m is None


def test_the_page_says_it_in_words_and_numbers(as_alice, alice_client):
    file(file_name="a.fit")
    file(later(seconds=5), file_name="a.gpx", distance_m=31_000.0, elapsed_s=3604.0)
    file(later(days=1))
    said = text(alice_client.get("/calendar/2026/"))
    assert "2 workouts: 1 complete, 1 differs." in said
    assert 'aria-label="May: 2 workouts: 1 complete, 1 differs"' in said
    assert "60 km" in said
    assert "2 h 00" in said


def test_one_question_leaves_one_workout_out_of_the_sums(as_alice, alice_client):
    file()
    file(later(hours=1))
    said = text(alice_client.get("/calendar/2026/"))
    assert "2 workouts: 2 to decide." in said
    assert "Left out: the second half of 1 open question." in said
    assert "30 km" in said


def test_the_filter_is_in_the_address_and_an_unknown_one_shows_all(as_alice, alice_client):
    file()
    assert "Showing 0 differ." in text(alice_client.get("/calendar/2026/?show=differs"))
    assert "Showing" not in text(alice_client.get("/calendar/2026/?show=everything"))


def test_a_duplicate_and_a_second_file_count_once(as_alice, alice_client):
    file(file_name="a.fit")
    file(file_name="a.gpx")
    assert re.search(r"1 workout, complete\.", text(alice_client.get("/calendar/2026/")))


def test_the_day_is_where_the_athlete_was(as_alice, alice_client):
    file(MAY_10.replace(month=1, day=1, hour=4), utc_offset_s=-8 * 3600)
    assert "1 workout" in text(alice_client.get("/calendar/2025/"))


def test_other_years_are_those_with_workouts(as_alice, alice_client):
    for year in (2023, 2025, 2026):
        file(MAY_10.replace(year=year))
    said = text(alice_client.get("/calendar/2025/"))
    assert 'href="/calendar/2023/"' in said
    assert 'href="/calendar/2026/"' in said


def test_a_year_between_without_workouts_points_to_the_nearest(as_alice, alice_client):
    file(MAY_10.replace(year=2023))
    file()
    said = text(alice_client.get("/calendar/2024/"))
    assert "No workout in 2024" in said
    assert 'href="/calendar/2023/">2023' in said


@pytest.mark.parametrize("path", ["0", "999", "2022", "2999", "9999", "99999", "-1", "year"])
def test_a_year_before_the_first_and_after_this_one_is_not_there(path, as_alice, alice_client):
    file(MAY_10.replace(year=2023))
    assert alice_client.get(f"/calendar/{path}/").status_code == 404


def test_somebody_elses_workouts_are_not_in_it(alice, mallory_client):
    with owner_scope(alice):
        file()
    assert "No workout in 2026" in text(mallory_client.get("/calendar/2026/"))


def test_a_full_year_stays_small(as_alice, alice_client):
    for day in range(0, 360, 2):
        file(MAY_10.replace(month=1, day=1) + day * (later(days=1) - MAY_10))
    assert len(alice_client.get("/calendar/2026/").content) < 150_000


def test_a_transition_between_legs_is_not_counted_as_a_workout(as_alice: Account, alice_client: Client) -> None:
    for provider_id, sport in (("1", "swim"), ("2", "transition"), ("3", "ride")):
        row = ActivityFactory(provider="file", provider_id=provider_id, sport=sport)
        rematch_stored([row.pk])
    assert "2 workouts" in alice_client.get("/calendar/2026/").content.decode()

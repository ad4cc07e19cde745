"""Tests that each value which reads otherwise than the leader's is a difference on every page, or says why not."""

import random
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from matching.engine.difference import TOLERANCES
from matching.models import Workout
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, store_records

pytestmark = pytest.mark.postgres

COLORADO_S = -6 * 3600


def store_pair(garmin: dict[str, Any], strava: dict[str, Any]) -> str:
    """Stores a workout that Garmin leads and Strava has too, and returns the address of its page."""
    store_records(build_record("garmin", **garmin), build_record(**strava))
    return f"/workouts/{Workout.objects.get().pk}/"


def row_of(page: str, label: str) -> list[str]:
    """Returns the text of each cell in the row of a field."""
    row = re.search(rf'<tr role="row"[^>]*><th role="rowheader" scope="row">{label}</th>(.*?)</tr>', page)
    assert row, label
    return [visible_text(cell.replace("<small>", " ")) for cell in re.findall(r"<td.*?</td>", row[1])]


def marked_fields(page: str) -> list[str]:
    """Returns the labels of the rows that are marked."""
    return re.findall(r'class="comparison-differs"><th role="rowheader" scope="row">(.*?)</th>', page)


@pytest.mark.parametrize(
    ("field", "label", "garmin", "strava", "note"),
    [
        ("elevation_gain_m", "Climbing", 1266.0, 1384.0, "same within 10%"),
        ("elevation_gain_m", "Climbing", 100.0, 140.0, "same within 50 m"),
        ("distance_m", "Distance", 5000.0, 5080.0, "same within 100 m"),
        ("distance_m", "Distance", 50_000.0, 50_400.0, "same within 1%"),
        ("moving_s", "Moving", 3400.0, 3350.0, "same within 3%"),
        ("moving_s", "Moving", 1200.0, 1250.0, "same within 1 min"),
        ("average_hr_bpm", "Average heart rate", 140.0, 142.0, "same within 3 bpm"),
        ("average_temperature_c", "Average temperature", 16.0, 14.0, "same within 3 °C"),
        ("sport", "Sport", "ride", "gravel_ride", "counts as the same sport"),
        ("name", "Name", "Coffee ride", "Morning Ride", None),
        ("name", "Name", "Vienna Cycling", "Morning Ride", "automatic name"),
    ],
)
def test_a_value_that_is_no_difference_says_why(
    field: str, label: str, garmin: Any, strava: Any, note: str | None, as_alice: Account, alice_client: Client
) -> None:
    page = get_page(alice_client, store_pair({field: garmin}, {field: strava}))
    assert row_of(page, label)[1].endswith(note) if note else label in marked_fields(page), row_of(page, label)
    assert (marked_fields(page) == []) == bool(note)


def test_a_start_within_its_tolerance_says_so(as_alice: Account, alice_client: Client) -> None:
    page = get_page(alice_client, store_pair({}, {"at": 70.0}))
    assert row_of(page, "Start")[1].endswith("same within 2 min")


def test_tolerances_are_in_the_athletes_units(as_alice: Account, alice_client: Client) -> None:
    as_alice.units = "imperial"
    as_alice.save()
    values = {"elevation_gain_m": 100.0, "average_temperature_c": 16.0}
    page = get_page(alice_client, store_pair(values, {"elevation_gain_m": 140.0, "average_temperature_c": 14.0}))
    assert row_of(page, "Climbing")[1] == "459 ft same within 164 ft"
    assert row_of(page, "Average temperature")[1] == "57 °F same within 5 °F"


def test_the_axis_marks_what_the_table_marks(as_alice: Account, alice_client: Client) -> None:
    page = get_page(alice_client, store_pair({}, {"at": 200.0, "distance_m": 31_000.0}))
    assert marked_fields(page) == ["Start", "Distance"]
    axis = page.partition('<ul class="reasons">')[0]
    assert re.findall(r'<span class="value-differs">(.*?)</span>', axis) == ["+3 min", "+3.3 %"]


def test_the_axis_measures_from_the_distance_that_counts(as_alice: Account, alice_client: Client) -> None:
    store_records(
        build_record("garmin", distance_m=None), build_record("ridewithgps"), build_record(distance_m=31_000.0)
    )
    page = get_page(alice_client, f"/workouts/{Workout.objects.get().pk}/")
    assert marked_fields(page) == ["Distance"]
    axis = page.partition('<ul class="reasons">')[0]
    assert re.findall(r'<span class="value-differs">(.*?)</span>', axis) == ["+3.3 %"]


def test_a_duplicate_is_not_compared_and_says_so(as_alice: Account, alice_client: Client) -> None:
    store_records(
        build_record("garmin", elapsed_s=3700.0, elevation_gain_m=1266.0),
        build_record("garmin", at=20.0, elevation_gain_m=1484.0, distance_m=31_000.0),
    )
    page = get_page(alice_client, f"/workouts/{Workout.objects.get().pk}/")
    assert row_of(page, "Climbing")[1] == "1,484 m not compared"
    assert row_of(page, "Distance")[1] == "31.00 km not compared"
    assert "differ" not in visible_text(page.partition('<ul class="reasons">')[0].partition("<h1")[2])


def test_the_name_that_leads_is_the_one_that_others_are_compared_with(as_alice: Account, alice_client: Client) -> None:
    store_records(build_record("garmin", name="Vienna Cycling"), build_record("ridewithgps", name="To the mill"))
    page = get_page(alice_client, f"/workouts/{Workout.objects.get().pk}/")
    assert '<span class="value-authority">To the mill</span>' in page
    assert '<span class="value-differs">Vienna Cycling</span>' in page


def near(chance: random.Random, field: str, value: float) -> float:
    """Returns a value on either side of the field's tolerance, or the same."""
    tolerance = TOLERANCES[field]
    limit = max(tolerance.absolute, tolerance.share * value)
    return value + limit * chance.choice([0, 0, 0.3, -0.9, 0.99, 1.1, -1.5, 1.6])


@pytest.mark.parametrize("seed", range(6))
def test_each_page_marks_the_same_fields_and_leaves_no_value_unsaid(
    seed: int, as_alice: Account, alice_client: Client
) -> None:
    chance = random.Random(seed)
    leading = {
        "elapsed_s": 3600.0,
        "moving_s": 3300.0,
        "distance_m": 30_000.0,
        "elevation_gain_m": chance.choice([40.0, 1266.0]),
        "average_hr_bpm": 140.0,
        "average_temperature_c": 16.0,
    }
    other = {field: near(chance, field, value) for field, value in leading.items()}
    shift_s = near(chance, "started_at", 0)
    address = store_pair(leading, {**other, "at": shift_s})
    page = get_page(alice_client, address)
    marked = marked_fields(page)
    limits = {**leading, "started_at": 0.0}
    expected = [
        field
        for field, value in {**other, "started_at": shift_s}.items()
        if TOLERANCES[field].is_exceeded(limits[field], value)
    ]
    assert len(marked) == len(expected)
    count = visible_text(page.partition('href="#fields">')[2].partition("</a>")[0])
    numbers = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven")
    assert count == (f"{numbers[len(marked)]} value{'s differ' if len(marked) > 1 else ' differs'}." if marked else "")
    for row in re.findall(r'<tr role="row"[^>]*><th role="rowheader" scope="row">.*?</tr>', page):
        for cell in re.findall(r'<td role="cell"[^>]*class="comparison-cell-plain.*?</td>', row)[1:]:
            assert re.search(r"same within|counts as|automatic|provider", cell), cell
    review = get_page(alice_client, "/review/2026/05/")
    assert review.count('class="change-reason') == len(marked)
    month = get_page(alice_client, "/calendar/2026/05/")
    assert ("differs on Strava" in month) == bool(marked)

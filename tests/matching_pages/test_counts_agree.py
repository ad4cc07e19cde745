"""The same thing has the same count on the pages of a year and a month and in the review, whatever the history is."""

import random
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from matching.models import Workout
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.matching_pages.page_counts import (
    STATES,
    counted_texts,
    legend_counts,
    missing_counts,
    state_counts,
    summary_counts,
    table_rows,
)

pytestmark = pytest.mark.postgres

DAY_S = 86_400
YEAR = "/calendar/2026/"
MONTHS = {"May": "05", "June": "06"}
PHRASES = {"garmin": "on Garmin", "strava": "on Strava"}
PLACES = (("file",), ("strava",), ("garmin",), ("file", "strava"), ("garmin", "strava"), ("file", "garmin"))


def create_session(chance: random.Random, at: float) -> None:
    """Stores a session in some places, in one of them perhaps an hour late, or with another distance or name."""
    values: dict[str, Any] = {
        "sport": chance.choice(["ride", "ride", "run"]),
        "distance_m": chance.choice([30_000.0, 20_000.0, None]),
        "elevation_gain_m": chance.choice([None, 300.0]),
    }
    for provider in chance.choice(PLACES):
        start = at + chance.choice([0, 0, 0, 3600])
        other = values | ({"elevation_gain_m": 500.0} if chance.random() < 0.2 else {})
        if provider == "file":
            create_workout(may_10_plus(seconds=start), **other)
        else:
            name = chance.choice(["To the mill", "To the mill", "Past the lake"])
            store_records(build_record(provider, at=start, name=name, utc_offset_s=7200, **other))


class History:
    """Holds the pages that show one history of May and June."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.year = get_page(client, YEAR)
        self.months = {name: get_page(client, f"{YEAR}{number}/") for name, number in MONTHS.items()}
        self.reviews = {name: get_page(client, f"/review/2026/{number}/") for name, number in MONTHS.items()}
        self.counts = {name: summary_counts(page) for name, page in self.months.items()}

    def filtered(self, parameters: str) -> str:
        """Returns the page of the year with a filter."""
        return get_page(self.client, f"{YEAR}?{parameters}")


@pytest.fixture(params=range(3))
def history(request: pytest.FixtureRequest, as_alice: Account, alice_client: Client) -> History:
    """Creates a random history of some fifty sessions, and returns its pages."""
    chance = random.Random(request.param)
    for provider in PHRASES:
        create_connection(provider)
    for day in range(-9, 40):
        create_session(chance, day * DAY_S)
    return History(alice_client)


def test_histories_have_every_state_and_workouts_with_several(history: History) -> None:
    total = Counter[str]()
    for counts in history.counts.values():
        total.update(counts)
    assert all(total[state] for state in STATES)
    assert sum(total[state] for state in STATES) > total["total"]


def test_a_month_counts_what_is_stored(history: History) -> None:
    for name, number in MONTHS.items():
        workouts = Workout.objects.filter(local_date__month=int(number))
        counts = history.counts[name]
        assert counts["total"] == workouts.count()
        assert counts["differs"] == workouts.filter(has_differences=True).count()
        assert counts["possible"] == workouts.filter(has_questions=True).count()


def test_a_year_counts_what_its_months_count(history: History) -> None:
    total = Counter[str]()
    for name, counts in history.counts.items():
        (label,) = re.findall(rf'visually-hidden">{name}: (.*?)<', history.year)
        assert state_counts(label) == counts
        row = table_rows(history.year)[name]
        assert row[:2] == [str(counts["total"]), f"{counts['whole']} of {counts['total']}"]
        total.update(counts)
    assert summary_counts(history.year) == dict(total)
    assert legend_counts(history.year) == {state: total[state] for state in STATES}


def test_a_filter_shows_as_many_as_its_link_says(history: History) -> None:
    for state, count in legend_counts(history.year).items():
        filtered = history.filtered(f"show={state}")
        assert f"Showing {count} " in filtered
        assert table_rows(filtered)["All of these"][0] == str(count)
    for provider, count in missing_counts(history.year).items():
        filtered = history.filtered(f"missing={provider}")
        assert f"Showing {count} missing {PHRASES[provider]}." in filtered
        assert table_rows(filtered)["All of these"][0] == str(count)


def test_the_list_shows_as_many_as_the_calendar_counts(history: History) -> None:
    def listed(parameters: str) -> int:
        """Returns how many workouts fit, as the list says it."""
        summary = get_page(history.client, f"/workouts/?{parameters}").partition('role="status">')[2].partition("<")[0]
        return int((re.findall(r"^\d+", summary) or ["0"])[0])

    for state, count in legend_counts(history.year).items():
        assert listed(f"year=2026&show={state}") == count
    for provider, count in missing_counts(history.year).items():
        assert listed(f"year=2026&missing={provider}") == count
    for name, counts in history.counts.items():
        month = f"year=2026&month={MONTHS[name]}"
        assert listed(month) == counts["total"]
        assert {state: listed(f"{month}&show={state}") for state in STATES} == {
            state: counts[state] for state in STATES
        }


def test_the_review_lists_as_many_as_the_calendar_counts(history: History) -> None:
    missing = Counter[str]()
    for name, review in history.reviews.items():
        assert review.count('class="card review-card"') == history.counts[name]["differs"]
        proposals = re.findall(r"Review (\d+) change", visible_text(history.months[name]))
        assert proposals == re.findall(r"(\d+) suggested change", review)
        table = review.partition('aria-labelledby="missing"')[2]
        missing.update({provider: table.count(f'title="missing {phrase}"') for provider, phrase in PHRASES.items()})
    assert missing_counts(history.year) == dict(missing)


def test_as_many_are_counted_in_the_year_as_in_the_month(history: History) -> None:
    for name, page in history.months.items():
        footer = page.partition('class="stats"')[2].partition("</dl>")[0]
        texts = counted_texts(" ".join(table_rows(history.year)[name]))
        assert texts == counted_texts(footer)
        assert all(text.endswith(f" of {history.counts[name]['total']} counted") for text in texts)

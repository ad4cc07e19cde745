"""Tests that the counts of the calendar lead to lists of as many workouts."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.models import Account
from matching.services.retention import schedule_trims
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.matching_pages.workout_list import LIST, listed_names
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

DAY = 24 * HOUR
COUNT = re.compile(
    r"(?:List these |[GS]missing on \w+)?(\d+)"
    r"(?: of \d+| complete| missing somewhere| differs?| needs? your answer| workouts)?"
)
"""This matches the text of a link that counts workouts; the group is their number."""
YEAR, MAY = "/calendar/2026/", "/calendar/2026/05/"


@pytest.fixture
def calendar(as_alice: Account) -> None:
    """Creates workouts of two months in every state, on three providers; some are in two states at once."""
    create_connection()
    create_connection("garmin")
    store_records(build_record("garmin", at=-40 * DAY, name="Only Garmin"), build_record(at=-900 * DAY))
    create_workout(may_10_plus(days=-35), name="Trimmed")
    set_confirmed_ago(timedelta(days=9), *store_records(build_record(at=-35 * DAY, name="Trimmed")))
    schedule_trims()
    run_jobs()
    for day in (0, 1, 2):
        create_workout(may_10_plus(days=day), name="Hills")
    store_records(build_record(at=3, name="Hills"), build_record("garmin", at=5, name="Hills"))
    store_records(build_record(at=DAY + 3, name="Other hills"))
    create_workout(may_10_plus(days=3), sport="run")
    create_workout(may_10_plus(days=3, hours=1), sport="run")
    create_workout(may_10_plus(days=4))
    create_workout(may_10_plus(days=4, hours=1))


def links_to_the_list(client: Client, address: str) -> list[tuple[str, str]]:
    """Returns the query and the text of each link from a page to the list."""
    main = get_page(client, address).partition("<main")[2]
    return [
        (unescape(query), visible_text(text))
        for query, text in re.findall(rf'href="{LIST}([^"]*)"[^>]*>(.*?)</a>', main)
    ]


@pytest.mark.parametrize("address", [YEAR, MAY, f"{YEAR}?missing=garmin", f"{YEAR}?show=missing"])
def test_a_count_leads_to_as_many_workouts(address: str, calendar: None, alice_client: Client) -> None:
    counts = [(query, COUNT.fullmatch(text)) for query, text in links_to_the_list(alice_client, address)]
    counted = [(query, int(count[1])) for query, count in counts if count]
    assert len(counted) >= 3
    assert [(query, len(listed_names(alice_client, query))) for query, _ in counted] == counted


def test_the_summary_of_a_month_links_each_of_its_counts(calendar: None, alice_client: Client) -> None:
    links = dict(links_to_the_list(alice_client, MAY))
    month = "?year=2026&month=5"
    assert links[f"{month}&show=whole"] == "1 complete"
    assert links[f"{month}&show=differs"] == "1 differs"
    assert links[f"{month}&show=possible"] == "4 need your answer"
    assert links[f"{month}&sort=distance"] == "150 km"
    assert links[month] == "List"


def test_a_filtered_year_offers_its_list(calendar: None, alice_client: Client) -> None:
    assert ("?year=2026&missing=garmin", "List these 5 workouts") in links_to_the_list(
        alice_client, f"{YEAR}?missing=garmin"
    )
    assert ("?year=2026&show=differs", "List this workout") in links_to_the_list(alice_client, f"{YEAR}?show=differs")
    assert "List th" not in get_page(alice_client, f"{YEAR}?missing=ridewithgps")
    assert "List th" not in get_page(alice_client, YEAR)

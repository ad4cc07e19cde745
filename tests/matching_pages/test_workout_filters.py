"""Tests the filters of the list of workouts: what each selects, and what an address may hold."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import Account
from matching.services.retention import schedule_trims
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus
from tests.matching_pages.workout_list import LIST, listed_names
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ötztal", True),
        ("ÖTZTALER", True),
        ("O\u0308tztal", True),
        ("radmarathon ÖTZ", True),
        ("50%", True),
        ("garmin name", True),
        ("gravel", True),
        ("5_%", False),
        (".*", False),
        ("Ö.*", False),
        ("ötztal nowhere", False),
        ("run", False),
    ],
)
def test_a_search_finds_every_word_in_names_and_sports(
    text: str, is_found: bool, as_alice: Account, alice_client: Client
) -> None:
    name = "Ötztaler Radmarathon, 50% done"
    create_workout(name=name, sport="gravel_ride")
    store_records(build_record(at=3, name="Another Garmin name"))
    create_workout(may_10_plus(days=1), name="Kahlenberg", sport="hike")
    assert listed_names(alice_client, f"?q={quote(text)}") == ([name] if is_found else [])


def test_a_sport_is_the_one_that_a_workout_shows(as_alice: Account, alice_client: Client) -> None:
    create_workout(name="Road")
    create_workout(may_10_plus(days=1), name="Unclear", sport="other")
    store_records(build_record(at=DAY + 3, name="Unclear", sport="ride"))
    create_workout(may_10_plus(days=2), name="Something", sport="other")
    create_workout(may_10_plus(days=3), name="Gravel", sport="gravel_ride")
    store_records(build_record(at=3 * DAY + 3, name="Gravel", sport="ride"))
    assert listed_names(alice_client, "?sport=ride") == ["Unclear", "Road"]
    assert listed_names(alice_client, "?sport=other") == ["Something"]
    assert listed_names(alice_client, "?sport=gravel_ride") == ["Gravel"]


@pytest.fixture
def places(as_alice: Account) -> None:
    """Creates workouts in every state: on one or two providers, missing, different, possible, and trimmed."""
    create_connection()
    create_workout(may_10_plus(days=-30), name="Trimmed")
    set_confirmed_ago(timedelta(days=9), *store_records(build_record(at=-30 * DAY, name="Trimmed")))
    schedule_trims()
    run_jobs()
    create_workout(name="Complete", gear_label="Tank")
    store_records(build_record(at=3, name="Complete"))
    create_workout(may_10_plus(days=1), name="Missing", gear_label="Grävel")
    create_workout(may_10_plus(days=2), name="Differs")
    store_records(build_record(at=2 * DAY + 3, name="Otherwise", gear_label="Tank"))
    create_workout(may_10_plus(days=3), name="First half", sport="run")
    create_workout(may_10_plus(days=3, hours=1), name="Second half", sport="run")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?on=strava", ["Differs", "Complete", "Trimmed"]),
        ("?on=garmin", []),
        ("?missing=strava", ["Missing"]),
        ("?missing=garmin", []),
        ("?show=possible", ["Second half", "First half"]),
        ("?show=differs", ["Differs"]),
        ("?show=missing", ["Missing"]),
        ("?show=whole", ["Complete", "Trimmed"]),
        ("?gear=Tank", ["Differs", "Complete"]),
        (f"?gear={quote('Grävel')}", ["Missing"]),
        ("?year=2026&month=4", ["Trimmed"]),
        ("?year=2025", []),
        ("?month=4", ["Trimmed"]),
        ("?year=2026&on=strava&show=whole&q=trimmed", ["Trimmed"]),
    ],
)
def test_each_filter_selects_what_the_calendar_counts(
    query: str, names: list[str], places: None, alice_client: Client
) -> None:
    assert listed_names(alice_client, query) == names
    assert listed_names(alice_client, f"{query}&sort=name") == sorted(names)


def test_the_form_offers_what_there_is(places: None, alice_client: Client) -> None:
    form = get_page(alice_client, f"{LIST}?gear=Sold&sport=yoga").partition('role="search"')[2].partition("</form>")[0]
    options = {
        name: re.findall(r"<option[^>]*>([^<]*)<", select)
        for name, select in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', form)
    }
    assert options["sport"] == ["All sports", "Ride", "Run", "Yoga"]
    assert options["year"] == ["All years", "2026"]
    assert options["on"] == ["All services", "Files", "Strava"]
    assert options["missing"] == ["Don’t filter", "Strava"]
    assert options["gear"] == ["All gear", "Grävel", "Tank", "Sold"]
    assert options["show"] == ["All states", "Complete", "Missing somewhere", "Differs", "Needs your answer"]
    assert '<option value="Sold" selected>' in form
    assert "Distance in km" in form


def test_only_years_with_a_workout_are_offered(as_alice: Account, alice_client: Client) -> None:
    for days in (0, -400, -3 * 366):
        create_workout(may_10_plus(days=days))
    (select,) = re.findall(r'<select[^>]*name="year">(.*?)</select>', get_page(alice_client, LIST))
    assert re.findall(r"<option[^>]*>([^<]*)<", select) == ["All years", "2026", "2025", "2023"]


def test_with_files_alone_nothing_can_be_missing(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    form = get_page(alice_client, LIST).partition('role="search"')[2]
    assert 'name="missing"' not in form
    assert "Missing somewhere" not in form
    assert "Needs your answer" in form


@pytest.mark.parametrize(
    ("units", "query", "names"),
    [
        ("metric", "?distance_min=30", ["Long", "Thirty"]),
        ("metric", "?distance_min=30.1", ["Long"]),
        ("metric", "?distance_max=30", ["Thirty", "Short"]),
        ("metric", "?distance_min=8,5&distance_max=30", ["Thirty"]),
        ("imperial", "?distance_min=18.6&distance_max=19", ["Thirty"]),
        ("imperial", "?distance_min=30", ["Long"]),
    ],
)
def test_distances_are_in_the_athletes_units_and_as_shown(
    units: str, query: str, names: list[str], as_alice: Account, alice_client: Client
) -> None:
    Account.objects.update(units=units)
    create_workout(name="Short", distance_m=8_200.0)
    create_workout(may_10_plus(days=1), name="Thirty", distance_m=29_970.0)
    create_workout(may_10_plus(days=2), name="Long", distance_m=60_000.0)
    create_workout(may_10_plus(days=3), name="Strength", distance_m=None)
    assert listed_names(alice_client, query) == names


@pytest.mark.parametrize(
    ("query", "name"),
    [
        *(("sport=quidditch", "the sport"), ("sport=transition", "the sport"), ("on=polar", "the service")),
        *(
            ("missing=%3Cscript%3E", "the missing service"),
            ("show=everything", "the state"),
            ("year=99999", "the year"),
        ),
        *(("year=%D9%A2%D9%A0%D9%A2%D9%A6", "the year"), ("month=13", "the month"), ("month=0", "the month")),
        *(("distance_min=abc", "the shortest distance"), ("distance_max=nan", "the longest distance")),
        *(("distance_max=-1", "the longest distance"), ("distance_max=1e400", "the longest distance")),
        *(("sort=random", "the order"), ("page=0", "the page"), ("page=x", "the page"), ("page=99999999", "the page")),
    ],
)
def test_a_value_that_makes_no_sense_is_ignored_and_named(
    query: str, name: str, as_alice: Account, alice_client: Client
) -> None:
    create_workout(name="Here")
    assert listed_names(alice_client, f"?{query}") == ["Here"]
    assert f"tracekit can’t use {name} in this address, so it was ignored." in get_page(alice_client, f"{LIST}?{query}")


@pytest.mark.parametrize("query", ["q=a%00b", "gear=%00", f"q={'x' * 5000}", "q=%F0%9F%9A%B4", "unknown=1", "q=%25"])
def test_any_text_can_be_searched_for(query: str, as_alice: Account, alice_client: Client) -> None:
    create_workout()
    assert "in this address" not in get_page(alice_client, f"{LIST}?{query}")


def test_several_values_that_make_no_sense_are_named_in_one_sentence(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    markup = get_page(alice_client, f"{LIST}?year=x&sport=x&page=x")
    assert "tracekit can’t use the sport, the year and the page in this address, so they were ignored." in markup


def test_a_form_leads_to_an_address_without_empty_values(as_alice: Account, alice_client: Client) -> None:
    response = alice_client.get(f"{LIST}?q=&sport=ride&year=&distance_min=")
    assert (response.status_code, response.headers["Location"]) == (302, f"{LIST}?sport=ride")
    assert alice_client.get(f"{LIST}?q=&year=").headers["Location"] == LIST


def test_each_filter_can_be_removed_by_itself(places: None, alice_client: Client) -> None:
    markup = get_page(alice_client, f"{LIST}?q=t&year=2026&month=5&missing=strava&distance_min=5&sort=name&page=1")
    tags = re.findall(r'href="([^"]*)"><span>(.*?)<span aria-hidden', markup)
    names = [visible_text(tag).removeprefix("Remove the filter ") for _, tag in tags]
    assert names == ["“t”", "2026", "May", "missing on Strava", "at least 5 km"]
    assert tags[2][0] == "/workouts/?q=t&amp;year=2026&amp;missing=strava&amp;distance_min=5&amp;sort=name"


def test_the_list_leads_back_to_the_year_and_month_of_what_it_shows(as_alice: Account, alice_client: Client) -> None:
    create_workout(MAY_10.replace(year=2024, month=8))
    create_workout()
    assert 'href="/calendar/2026/05/">Month' in get_page(alice_client, LIST)
    assert 'href="/calendar/2024/08/">Month' in get_page(alice_client, f"{LIST}?year=2024")
    assert 'href="/calendar/2024/03/">Month' in get_page(alice_client, f"{LIST}?year=2024&month=3")

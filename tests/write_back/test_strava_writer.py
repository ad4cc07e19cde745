"""Strava's writer sets each field that it names, and sends nothing that Strava cannot take."""

from typing import Any

import pytest

from accounts.models import Account
from activities.sports import SPORTS, sport_of, word_of
from providers.errors import RequestRefused
from providers.sandbox.server import Sandbox
from providers.services.call_provider import call_provider, platform_for
from providers.strava.writer import WRITER
from tests.providers.factories import Athlete, connected


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    return connected(sandbox, "demo", 30)


def write(athlete: Athlete, provider_id: str, field: str, value: Any) -> None:
    call_provider(athlete.connection, WRITER.write, provider_id, field, value)


def newest_id(athlete: Athlete) -> str:
    return str(athlete.sandbox.database.activities.for_athlete(athlete.code)[0].id)


def test_each_field_is_written_and_read_back(athlete: Athlete) -> None:
    provider_id = newest_id(athlete)
    bike = platform_for(athlete.connection).gear()[0].id
    for field, value in (("name", "Täglich 🚴"), ("sport", "gravel_ride"), ("gear_id", bike), ("gear_id", None)):
        write(athlete, provider_id, field, value)
        assert getattr(platform_for(athlete.connection).activity(provider_id), field) == value
    write(athlete, provider_id, "trainer", True)
    assert "trainer" in platform_for(athlete.connection).activity(provider_id).flags
    write(athlete, provider_id, "trainer", False)
    assert "trainer" not in platform_for(athlete.connection).activity(provider_id).flags
    assert athlete.writes() == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", 5),
        ("sport", "indoor_ride"),
        ("sport", "nothing of ours"),
        ("sport", None),
        ("gear_id", "../athlete"),
        ("gear_id", "none"),
        ("gear_id", 5),
        ("trainer", "yes"),
        ("distance_m", 5.0),
        ("gear_label", "The blue one"),
    ],
)
def test_what_strava_cannot_take_is_refused_without_a_call(athlete: Athlete, field: str, value: Any) -> None:
    with pytest.raises(RequestRefused):
        write(athlete, newest_id(athlete), field, value)
    assert athlete.writes() == 0


def test_gear_of_another_athlete_is_refused(athlete: Athlete) -> None:
    with pytest.raises(RequestRefused):
        write(athlete, newest_id(athlete), "gear_id", "b1")


def test_a_written_sport_reads_as_the_same_sport() -> None:
    words = {sport.name: word_of("strava", sport.name) for sport in SPORTS}
    assert all(sport_of("strava", word) == name for name, word in words.items() if word)
    assert words["ride"] == "Ride"

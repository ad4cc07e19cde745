"""Generates an athlete's activities day by day, backwards; the same seed and date give the same day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from providers.sandbox.fixture_activity import time_zone
from providers.sandbox.history.activity_kinds import ABROAD, HOME, generate_activity
from providers.sandbox.history.athlete_history import DraftActivity

MAX_DAYS = 40 * 365
TRIP_DAYS = range(137, 151)
"""The athlete was abroad on these days, counted back from the end."""
CITY_BIKE_DAYS = 450
"""The old bike was retired this many days before the end."""

LONG_RIDE_NAMES = (
    *("Round Lake Neusiedl", "Kahlenberg before breakfast", "Into the Wachau", "Semmering and back ⛰️"),
    *(
        "Exelberg loop",
        "Marchfeld, all headwind",
        "Coffee ride ☕",
        "Leitha hills",
        "Wienerwald <3",
        "Donauinsel & back",
    ),
    *("Sophienalpe twice", "First warm day", "Apricots in Krems", "Group ride, dropped", "Hainburg by the river"),
)
TRIP_NAMES = (
    "Sintra and the cape",
    "Along the Tejo",
    "Arrábida coast",
    "Ferry and hills",
    "Ericeira for lunch",
    "Old town",
)
HIKE_NAMES = ("Schneeberg", "Rax plateau", "Lainzer Tiergarten", "Leopoldsberg in the fog", "Ötscher gorge")


def generate_days_backwards(seed: str, end: int) -> Iterator[list[DraftActivity]]:
    """Yields the activities of each day, the last day first; all of them end by `end`, a Unix second."""
    last_day = datetime.fromtimestamp(end, UTC).astimezone(time_zone(HOME)).date()
    for days_ago in range(MAX_DAYS):
        day = last_day - timedelta(days=days_ago)
        rng = Random(f"{seed}/{day}")  # noqa: S311 - the athletes are made up, nothing is secret
        drafts = _trip_day(rng, day) if days_ago in TRIP_DAYS else _home_day(rng, day, days_ago)
        yield [draft for draft in drafts if draft.recorded.start + draft.recorded.elapsed_s <= end]


def _home_day(rng: Random, day: date, days_ago: int) -> list[DraftActivity]:
    if day.weekday() < 5:
        return _weekday(rng, day, "city" if days_ago < CITY_BIKE_DAYS else "touring")
    return _saturday(rng, day) if day.weekday() == 5 else _sunday(rng, day)


def _weekday(rng: Random, day: date, bike: str) -> list[DraftActivity]:
    chance = rng.random()
    if chance < 0.25:
        morning = _generate_draft(rng, "commute", day, 7.6, 8400, bike=bike)
        return [morning, _generate_draft(rng, "commute", day, 17.3, 8700, bike=bike)]
    if chance < 0.38:
        return [_generate_draft(rng, "run", day, 18.2, rng.choice((6000, 8000, 10_000)))]
    if chance < 0.43:
        return [_generate_draft(rng, "strength", day, 18.6, 0)]
    if chance < 0.47:
        return [_generate_draft(rng, "swim", day, 12.1, rng.choice((1500, 2000)))]
    if chance < 0.58 and day.month in (11, 12, 1, 2, 3):
        return [_generate_draft(rng, "virtual", day, 19.1, 28_000)]
    return []


def _saturday(rng: Random, day: date) -> list[DraftActivity]:
    chance = rng.random()
    if chance < 0.55:
        distance_m = rng.uniform(45_000, 130_000)
        return [_generate_draft(rng, "long", day, 8.8, distance_m, rng.choice(LONG_RIDE_NAMES))]
    return [_generate_draft(rng, "gravel", day, 9.4, rng.uniform(30_000, 60_000))] if chance < 0.7 else []


def _sunday(rng: Random, day: date) -> list[DraftActivity]:
    chance = rng.random()
    if chance < 0.22:
        return [_generate_draft(rng, "run", day, 9.1, rng.uniform(12_000, 21_000))]
    if chance < 0.3:
        return [_generate_draft(rng, "trail", day, 9.3, rng.uniform(10_000, 16_000), "Trails above Mödling")]
    if chance < 0.45:
        return [_generate_draft(rng, "hike", day, 10.2, rng.uniform(8000, 16_000), rng.choice(HIKE_NAMES))]
    return []


def _trip_day(rng: Random, day: date) -> list[DraftActivity]:
    if rng.random() < 0.25:
        return []
    kind, distance_m = rng.choice((("long", 62_000), ("long", 48_000), ("hike", 9000), ("run", 7000)))
    return [_generate_draft(rng, kind, day, 9.5, distance_m, rng.choice(TRIP_NAMES), ABROAD)]


def _generate_draft(
    rng: Random, kind: str, day: date, hour: float, distance_m: float, name: str = "", zone: str = HOME, bike: str = ""
) -> DraftActivity:
    minutes = round(hour * 60 + rng.uniform(-18, 18))
    start = datetime.combine(day, time(minutes // 60, minutes % 60), time_zone(zone))
    activity = generate_activity(rng, kind, start, distance_m, name, bike)
    return DraftActivity(kind, activity, [activity])

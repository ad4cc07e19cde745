"""Day by day, backwards: what the athlete did, the same for the same seed and date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from providers.sandbox.history.kinds import ABROAD, HOME, go
from providers.sandbox.history.life import Day
from providers.sandbox.outing import zone_of

TRIP = range(137, 151)
"""Days before the end on which the athlete was abroad."""
CITY_BIKE_DAYS = 450
"""So long ago the old bike was retired."""

LONG = (
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
AWAY = ("Sintra and the cape", "Along the Tejo", "Arrábida coast", "Ferry and hills", "Ericeira for lunch", "Old town")
HIKES = ("Schneeberg", "Rax plateau", "Lainzer Tiergarten", "Leopoldsberg in the fog", "Ötscher gorge")


def backwards(seed: str, end: int) -> Iterator[list[Day]]:
    """The outings of each day, the last one first; none of them goes on after `end`, in Unix seconds."""
    last = datetime.fromtimestamp(end, UTC).astimezone(zone_of(HOME)).date()
    for ago in range(40 * 365):
        day = last - timedelta(days=ago)
        rng = Random(f"{seed}/{day}")  # noqa: S311 - made up, not secret
        outings = _abroad(rng, day) if ago in TRIP else _at_home(rng, day, ago)
        yield [outing for outing in outings if outing.recorded.start + outing.recorded.elapsed_s <= end]


def _at_home(rng: Random, day: date, ago: int) -> list[Day]:
    if day.weekday() < 5:
        return _weekday(rng, day, "city" if ago < CITY_BIKE_DAYS else "touring")
    return _saturday(rng, day) if day.weekday() == 5 else _sunday(rng, day)


def _weekday(rng: Random, day: date, bike: str) -> list[Day]:
    luck = rng.random()
    if luck < 0.25:
        there = _out(rng, "commute", day, 7.6, 8400, bike=bike)
        return [there, _out(rng, "commute", day, 17.3, 8700, bike=bike)]
    if luck < 0.38:
        return [_out(rng, "run", day, 18.2, rng.choice((6000, 8000, 10_000)))]
    if luck < 0.43:
        return [_out(rng, "strength", day, 18.6, 0)]
    if luck < 0.47:
        return [_out(rng, "swim", day, 12.1, rng.choice((1500, 2000)))]
    if luck < 0.58 and day.month in (11, 12, 1, 2, 3):
        return [_out(rng, "virtual", day, 19.1, 28_000)]
    return []


def _saturday(rng: Random, day: date) -> list[Day]:
    luck = rng.random()
    if luck < 0.55:
        return [_out(rng, "long", day, 8.8, rng.uniform(45_000, 130_000), rng.choice(LONG))]
    return [_out(rng, "gravel", day, 9.4, rng.uniform(30_000, 60_000))] if luck < 0.7 else []


def _sunday(rng: Random, day: date) -> list[Day]:
    luck = rng.random()
    if luck < 0.22:
        return [_out(rng, "run", day, 9.1, rng.uniform(12_000, 21_000))]
    if luck < 0.3:
        return [_out(rng, "trail", day, 9.3, rng.uniform(10_000, 16_000), "Trails above Mödling")]
    return [_out(rng, "hike", day, 10.2, rng.uniform(8000, 16_000), rng.choice(HIKES))] if luck < 0.45 else []


def _abroad(rng: Random, day: date) -> list[Day]:
    if rng.random() < 0.25:
        return []
    kind, metres = rng.choice((("long", 62_000), ("long", 48_000), ("hike", 9000), ("run", 7000)))
    return [_out(rng, kind, day, 9.5, metres, rng.choice(AWAY), ABROAD)]


def _out(
    rng: Random, kind: str, day: date, hour: float, metres: float, name: str = "", zone: str = HOME, bike: str = ""
) -> Day:
    minutes = round(hour * 60 + rng.uniform(-18, 18))
    begin = datetime.combine(day, time(minutes // 60, minutes % 60), zone_of(zone))
    outing = go(rng, kind, begin, metres, name, bike)
    return Day(kind, outing, [outing])

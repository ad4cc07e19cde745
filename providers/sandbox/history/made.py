"""Whole histories, from a name, a seed and an end."""

from dataclasses import replace
from random import Random

from providers.sandbox.history.days import backwards
from providers.sandbox.history.life import Day, Gear, History, Keep
from providers.sandbox.history.mess import keep_files, make_odd
from providers.sandbox.outing import Outing

HISTORIES = ("year", "small", "demo", "none")
DEMO_DAYS, SMALL_DAYS, SMALL, YEAR = 730, 42, 12, 120
SPARE = 20
"""Oddities take some outings off the platform: so many more are made than asked for."""
GEAR = (
    Gear("road", "b", "Falkenrad", "Rennsteig 2", "", is_primary=True),
    Gear("city", "b", "Donauwerk", "Lände", "City bike"),
    Gear("touring", "b", "Wandervogel", "Tour 28", "Old one", retired=True, distance_m=4_812_300.0),
    Gear("shoes", "g", "Leichtfuß", "Meile 12", "", is_primary=True),
    Gear("trail", "g", "Gamsbock", "Grat 3", "Trail"),
)


def made_up(history: str, seed: str, end: int, count: int | None = None) -> History:
    """A history that ends before that Unix second; `count` says how many activities lie on the platform.

    "demo" is two years, "year" 120 activities, "small" about twelve of six weeks, "none" gear alone.
    """
    if history not in HISTORIES:
        raise ValueError(f"histories: {', '.join(HISTORIES)}")
    if history == "none" and not count:
        return History(GEAR)
    rng = Random(f"{seed}/{history}")  # noqa: S311 - made up, not secret
    days = _days(history, seed, end, count, rng)
    keep_files(rng, days)
    if history == "demo" or count:
        make_odd(rng, days)
    return _history(days, count or (YEAR if history == "year" else None))


def _days(history: str, seed: str, end: int, count: int | None, rng: Random) -> list[Day]:
    """Oldest first."""
    days: list[Day] = []
    wanted = count or (YEAR if history == "year" else 0)
    for ago, day in enumerate(backwards(seed, end)):
        if (len(days) >= wanted + SPARE) if wanted else ago >= (SMALL_DAYS if history == "small" else DEMO_DAYS):
            break
        days += reversed(day)
    days.reverse()
    return _few(rng, days) if history == "small" and not count else days


def _few(rng: Random, days: list[Day]) -> list[Day]:
    """A dozen of them, rides first."""
    chosen = sorted(range(len(days)), key=lambda at: (days[at].kind not in ("long", "gravel"), rng.random()))[:SMALL]
    return [days[at] for at in sorted(chosen)]


def _history(days: list[Day], most: int | None) -> History:
    shown = sorted(((outing, day) for day in days for outing in day.shown), key=lambda pair: pair[0].start)
    shown = shown[-most:] if most else shown
    outings = tuple(outing for outing, _ in shown)
    place = {id(day): index for index, (_, day) in enumerate(shown)}
    oldest = shown[0][1].recorded.start if shown else 0
    kept = [
        replace(keep, index=place.get(id(day)))
        for day in days
        for keep in day.kept
        if day.recorded.start >= oldest and (not day.shown or id(day) in place)
    ]
    return History(tuple(_worn(gear, outings) for gear in GEAR), outings, tuple(_in_order(kept)))


def _in_order(kept: list[Keep]) -> list[Keep]:
    return sorted(kept, key=lambda keep: keep.outing.start)


def _worn(gear: Gear, outings: tuple[Outing, ...]) -> Gear:
    far = sum(outing.distance_m for outing in outings if outing.gear == gear.key)
    return replace(gear, distance_m=gear.distance_m + round(far, 1))

"""What makes a history real: which files were kept, and what is odd about some of them."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from providers.sandbox.history.kinds import KINDS, WATCH, usual_name
from providers.sandbox.history.life import Day, Keep

FILE_ONLY = 12
"""So many files of a long history never went to the platform."""
LATELY = 16
"""Among so many of the newest long rides the odd ones are: whoever looks at the last months meets them."""


def keep_files(rng: Random, days: list[Day]) -> None:
    """Some recordings were kept as files; the newest three rides that have a track as GPX, which has its own name."""
    for day in days:
        if rng.random() < KINDS[day.kind].kept:
            day.kept.append(Keep(_file_kind(rng, day), day.recorded))
    rides = [day for day in days if day.kind in ("long", "gravel", "commute")]
    for day in sorted(rides, key=lambda ride: ride.kind != "commute")[-3:]:
        day.kept = [Keep("gpx", day.recorded)]


def make_odd(rng: Random, days: list[Day]) -> None:
    """Each oddity once or a few times, as far as there are outings for it; never to the newest three rides."""
    rides = [day for day in days if day.kind == "long"][-LATELY:-3]
    rng.shuffle(rides)
    for oddity, day in zip((_recorded_twice, _shown_twice, _clock_off, _hidden), rides, strict=False):
        oddity(day)
    _once(days, "swim", _by_hand)
    _once(days, "strength", _private)
    _once(days, "run", _private)
    plain = [day for day in days if len(day.kept) == 1 and not day.kept[0].note and day.kind in ("commute", "run")]
    for day in rng.sample(plain, min(FILE_ONLY, len(plain) // 4)):
        day.shown, day.kept = [], [replace(day.kept[0], note="not on the platform")]


def _once(days: list[Day], kind: str, oddity: Callable[[Day], None]) -> None:
    day = next((day for day in reversed(days) if day.kind == kind and day.shown), None)
    if day:
        oddity(day)


def _recorded_twice(day: Day) -> None:
    """Two devices on one ride, both kept."""
    watch = replace(
        day.recorded,
        start=day.recorded.start + 4,
        elapsed_s=day.recorded.elapsed_s - 9,
        moving_s=day.recorded.moving_s - 9,
        distance_m=round(day.recorded.distance_m * 1.003, 1),
        device=WATCH,
    )
    day.kept = [Keep("fit", day.recorded), Keep("fit", watch, "second device")]


def _shown_twice(day: Day) -> None:
    """Both devices sent the ride to the platform."""
    again = replace(
        day.recorded,
        start=day.recorded.start + 21,
        name=usual_name(day.recorded.sport, day.recorded.local.hour),
        distance_m=round(day.recorded.distance_m * 0.998, 1),
        device=WATCH,
    )
    day.shown.append(again)


def _clock_off(day: Day) -> None:
    """The device's clock stood in the wrong zone; the platform put it right."""
    day.kept = [Keep("fit", replace(day.recorded, start=day.recorded.start + 3600), "clock one hour off")]


def _hidden(day: Day) -> None:
    """The start is hidden on the platform: the first second of the day stands there."""
    midnight = day.recorded.local.replace(hour=0, minute=0, second=1, microsecond=0)
    day.shown = [replace(day.recorded, start=int(midnight.timestamp()), hidden_time=True)]
    day.kept = [Keep("fit", day.recorded, "start hidden on the platform")]


def _by_hand(day: Day) -> None:
    """Typed in, without a device."""
    typed = replace(day.recorded, name="Pool, watch at home", device=None, manual=True)
    day.recorded, day.shown, day.kept = typed, [typed], []


def _private(day: Day) -> None:
    """Only the athlete may see it."""
    day.shown = [replace(day.shown[0], only_me=True)]


def _file_kind(rng: Random, day: Day) -> str:
    luck = rng.random()
    if luck < 0.72 or not day.recorded.has_track:
        return "fit"
    return "gpx" if luck < 0.88 else "tcx"

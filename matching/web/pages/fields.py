"""Every stored field of a workout's activities, side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import Account
from activities import local_time, units
from activities.record import FLAGS
from activities.sport_labels import sport_name
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.changes import Change, Key
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

SAME = "same"
QUIET = ("gear_id", "utc_offset_s", "flags", "leg")
"""What most activities do not have, and nobody misses."""
Say = Callable[[WorkoutActivity, Account], str | None]
FLAG_WORDS = {
    "trainer": "on a trainer",
    "manual": "entered by hand",
    "hidden_time": "time hidden",
    "partial": "a part only",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What one activity says of a field; `look` is `leads`, `plain`, `same`, `differs` or `absent`.

    `change` is what can be done about it there, or was done just now.
    """

    column: ActivityColumn
    look: str
    text: str
    note: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One field and what each activity says of it."""

    label: str
    sayings: list[Saying]
    differs: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that somebody gives, and the names of those that nobody gives."""

    lines: list[Line]
    absent: list[str]


def fields(shown: WorkoutDetails, account: Account, changes: Mapping[Key, Change]) -> Fields:
    """All stored fields; the first activity in order of leading that gives one is the authority for it."""
    differing = {(found.field, found.activity.id) for found in shown.differences}
    lines: list[Line] = []
    absent: list[str] = []
    for label, column, say in FIELDS:
        texts = [say(one, account) for one in shown.activities]
        if any(texts):
            differs = {one.id for one in shown.activities if (column, one.id) in differing}
            line = _line(label, shown, texts, differs, column)
            lines.append(replace(line, sayings=[_with_change(one, column, changes) for one in line.sayings]))
        elif column not in QUIET:
            absent.append(label.lower())
    return Fields(lines, absent)


def _with_change(saying: Saying, field: str, changes: Mapping[Key, Change]) -> Saying:
    activity = saying.column.activity
    return replace(saying, change=changes.get((activity.provider, activity.provider_id, field)))


def _line(label: str, shown: WorkoutDetails, texts: list[str | None], differs: set[int], column: str) -> Line:
    authority = shown.activities.index(shown.given_by(column)[0])
    sayings = []
    for at, (there, text) in enumerate(zip(activity_columns(shown), texts, strict=True)):
        note = (there.activity.sport_raw or "") if column == "sport" else ""
        if text is None:
            sayings.append(Saying(there, "absent", units.NOT_GIVEN))
        elif at == authority:
            sayings.append(Saying(there, "leads" if differs or at else "plain", text, note))
        elif there.activity.id in differs:
            sayings.append(Saying(there, "differs", text, note))
        elif text == texts[authority]:
            sayings.append(Saying(there, "same", SAME))
        else:
            sayings.append(Saying(there, "plain", text, note))
    return Line(label, sayings, bool(differs))


def _shown(name: str, show: Callable[..., str] = str, *, by_units: bool = False) -> Say:
    """A column in words; None where it is not given."""

    def say(one: WorkoutActivity, account: Account) -> str | None:
        value: Any = getattr(one, name)
        if value is None:
            return None
        return show(value, units.units_of(account.units)) if by_units else show(value)

    return say


def _start(one: WorkoutActivity, account: Account) -> str | None:
    if one.hidden_time:
        return None
    local = local_time.to_local_time(one.started_at, one.utc_offset_s, account.zone)
    time = local_time.format_time(local, account.zone, seconds=True)
    return f"{local_time.format_weekday_and_day(local)} {local:%b}, {time}"


def _zone(one: WorkoutActivity, account: Account) -> str | None:
    if one.utc_offset_s is None:
        return None
    return local_time.format_utc_offset(local_time.to_local_time(one.started_at, one.utc_offset_s, account.zone))


def _marks(one: WorkoutActivity, account: Account) -> str | None:
    return ", ".join(FLAG_WORDS[flag] for flag in FLAGS if getattr(one, flag)) or None


def _leg(one: WorkoutActivity, account: Account) -> str | None:
    return None if one.leg is None else str(one.leg + 1)


def _exact_distance(metres: float, system: units.Units) -> str:
    return units.format_distance(metres, system, decimals=2)


FIELDS: tuple[tuple[str, str, Say], ...] = (
    ("Name", "name", _shown("name")),
    ("Sport", "sport", _shown("sport", sport_name)),
    ("Gear", "gear_label", _shown("gear_label")),
    ("Gear’s id there", "gear_id", _shown("gear_id")),
    ("Device", "device", _shown("device")),
    ("Start", "started_at", _start),
    ("Zone", "utc_offset_s", _zone),
    ("Elapsed", "elapsed_s", _shown("elapsed_s", units.format_exact_duration)),
    ("Moving", "moving_s", _shown("moving_s", units.format_exact_duration)),
    ("Timer", "timer_s", _shown("timer_s", units.format_exact_duration)),
    ("Distance", "distance_m", _shown("distance_m", _exact_distance, by_units=True)),
    ("Climbing", "elevation_gain_m", _shown("elevation_gain_m", units.format_elevation, by_units=True)),
    ("Average heart rate", "average_hr_bpm", _shown("average_hr_bpm", units.format_heart_rate)),
    (
        "Average temperature",
        "average_temperature_c",
        _shown("average_temperature_c", units.format_temperature, by_units=True),
    ),
    ("Marks", "flags", _marks),
    ("Leg", "leg", _leg),
)
"""Each field's label, its column, and how it is said."""


def figures(shown: WorkoutDetails, account: Account) -> Iterator[tuple[str, str]]:
    """The figures of the leader that are given, each with its label: what a page of one activity shows large."""
    system, lead = units.units_of(account.units), shown.leader
    if lead.distance_m is not None:
        yield "Distance", units.format_distance(lead.distance_m, system)
    if shown.time_s is not None:
        yield "Time", units.format_duration(shown.time_s)
    if lead.elevation_gain_m is not None:
        yield "Climbing", units.format_elevation(lead.elevation_gain_m, system)
    if lead.average_hr_bpm is not None:
        yield "Average heart rate", units.format_heart_rate(lead.average_hr_bpm)

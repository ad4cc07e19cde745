"""Shows every stored field of a workout's activities, side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from accounts.models import Account
from activities import local_time, units
from activities.record import FLAGS
from activities.sport_labels import sport_name
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.changes import Change, FieldKey
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

SAME = "same"
OPTIONAL_FIELDS = ("gear_id", "utc_offset_s", "flags", "leg")
"""Most activities have none of these fields, so a page does not list them as missing."""
FLAG_LABELS = {
    "trainer": "on a trainer",
    "manual": "entered by hand",
    "hidden_time": "time hidden",
    "partial": "a part only",
}
FieldFormatter = Callable[[WorkoutActivity, Account], str | None]
"""A formatter returns the text of an activity's field; None when the field is not given."""


class FieldLabel(NamedTuple):
    """Represents a stored field: its label, its column, and how its text is made."""

    label: str
    column: str
    format: FieldFormatter


@dataclass(frozen=True, slots=True)
class FieldValue:
    """Represents a field of one activity; `status` is `leads`, `plain`, `same`, `differs` or `absent`.

    `change` is what can be changed about it at the platform, or was changed just now.
    """

    column: ActivityColumn
    status: str
    text: str
    note: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Represents a field with the value of each activity."""

    label: str
    values: list[FieldValue]
    has_differences: bool


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Holds the fields that some activity gives, and the labels of those that none gives."""

    rows: list[FieldRow]
    missing: list[str]


def field_table(workout: WorkoutDetails, account: Account, changes: Mapping[FieldKey, Change]) -> FieldTable:
    """Returns all stored fields; the first activity in order of leading that gives one is the authority for it."""
    rows: list[FieldRow] = []
    missing: list[str] = []
    for label, column, format in FIELDS:
        texts = [format(activity, account) for activity in workout.activities]
        if any(texts):
            row = _row(label, workout, texts, column)
            rows.append(replace(row, values=[_with_change(value, column, changes) for value in row.values]))
        elif column not in OPTIONAL_FIELDS:
            missing.append(label.lower())
    return FieldTable(rows, missing)


def _with_change(value: FieldValue, field: str, changes: Mapping[FieldKey, Change]) -> FieldValue:
    activity = value.column.activity
    return replace(value, change=changes.get((activity.provider, activity.provider_id, field)))


def _row(label: str, workout: WorkoutDetails, texts: list[str | None], field: str) -> FieldRow:
    differing = {difference.activity.id for difference in workout.differences if difference.field == field}
    authority = workout.activities.index(workout.given_by(field)[0])
    values = []
    for index, (column, text) in enumerate(zip(activity_columns(workout), texts, strict=True)):
        note = (column.activity.sport_raw or "") if field == "sport" else ""
        if text is None:
            values.append(FieldValue(column, "absent", units.NOT_GIVEN))
        elif index == authority:
            values.append(FieldValue(column, "authority" if differing or index else "plain", text, note))
        elif column.activity.id in differing:
            values.append(FieldValue(column, "differs", text, note))
        elif text == texts[authority]:
            values.append(FieldValue(column, "same", SAME))
        else:
            values.append(FieldValue(column, "plain", text, note))
    return FieldRow(label, values, bool(differing))


def _formatter(column: str, format: Callable[..., str] = str, *, has_units: bool = False) -> FieldFormatter:
    """Returns the formatter of a column; one that `has_units` gets the account's units."""

    def format_field(activity: WorkoutActivity, account: Account) -> str | None:
        value: Any = getattr(activity, column)
        if value is None:
            return None
        return format(value, units.units_of(account.units)) if has_units else format(value)

    return format_field


def _format_start(activity: WorkoutActivity, account: Account) -> str | None:
    if activity.hidden_time:
        return None
    local = local_time.to_local_time(activity.started_at, activity.utc_offset_s, account.zone)
    time = local_time.format_time(local, account.zone, seconds=True)
    return f"{local_time.format_weekday_and_day(local)} {local:%b}, {time}"


def _format_zone(activity: WorkoutActivity, account: Account) -> str | None:
    if activity.utc_offset_s is None:
        return None
    return local_time.format_utc_offset(
        local_time.to_local_time(activity.started_at, activity.utc_offset_s, account.zone)
    )


def _format_flags(activity: WorkoutActivity, account: Account) -> str | None:
    return ", ".join(FLAG_LABELS[flag] for flag in FLAGS if getattr(activity, flag)) or None


def _format_leg(activity: WorkoutActivity, account: Account) -> str | None:
    return None if activity.leg is None else str(activity.leg + 1)


def _format_distance(meters: float, system: units.Units) -> str:
    return units.format_distance(meters, system, decimals=2)


FIELDS: tuple[FieldLabel, ...] = (
    FieldLabel("Name", "name", _formatter("name")),
    FieldLabel("Sport", "sport", _formatter("sport", sport_name)),
    FieldLabel("Gear", "gear_label", _formatter("gear_label")),
    FieldLabel("Gear ID", "gear_id", _formatter("gear_id")),
    FieldLabel("Device", "device", _formatter("device")),
    FieldLabel("Start", "started_at", _format_start),
    FieldLabel("Zone", "utc_offset_s", _format_zone),
    FieldLabel("Elapsed", "elapsed_s", _formatter("elapsed_s", units.format_exact_duration)),
    FieldLabel("Moving", "moving_s", _formatter("moving_s", units.format_exact_duration)),
    FieldLabel("Timer", "timer_s", _formatter("timer_s", units.format_exact_duration)),
    FieldLabel("Distance", "distance_m", _formatter("distance_m", _format_distance, has_units=True)),
    FieldLabel("Climbing", "elevation_gain_m", _formatter("elevation_gain_m", units.format_elevation, has_units=True)),
    FieldLabel("Average heart rate", "average_hr_bpm", _formatter("average_hr_bpm", units.format_heart_rate)),
    FieldLabel(
        "Average temperature",
        "average_temperature_c",
        _formatter("average_temperature_c", units.format_temperature, has_units=True),
    ),
    FieldLabel("Marks", "flags", _format_flags),
    FieldLabel("Leg", "leg", _format_leg),
)
"""These are all stored fields, in the order of the page."""


def leader_figures(workout: WorkoutDetails, account: Account) -> Iterator[tuple[str, str]]:
    """Yields label and text of the leader's figures that are given: what a page of one activity shows large."""
    system, leader = units.units_of(account.units), workout.leader
    if leader.distance_m is not None:
        yield "Distance", units.format_distance(leader.distance_m, system)
    if workout.time_s is not None:
        yield "Time", units.format_duration(workout.time_s)
    if leader.elevation_gain_m is not None:
        yield "Climbing", units.format_elevation(leader.elevation_gain_m, system)
    if leader.average_hr_bpm is not None:
        yield "Average heart rate", units.format_heart_rate(leader.average_hr_bpm)

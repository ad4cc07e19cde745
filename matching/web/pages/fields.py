"""Shows every stored field of a workout's activities, side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from accounts.models import Account
from activities import local_time, units
from activities.provider_labels import provider_name
from activities.record import FLAGS, parse_stated_ids
from activities.sport_labels import sport_name
from activities.sport_units import average_figure, format_sport_distance
from matching.engine.difference import FIELDS as COMPARED_FIELDS
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.agreement import agreement_text
from matching.web.pages.changes import Change, FieldKey
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

SAME = "same"
OPTIONAL_FIELDS = ("gear_id", "utc_offset_s", "flags", "leg", "stated_ids")
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

    field: str
    column: ActivityColumn
    status: str
    text: str
    note: str = ""
    change: Change | None = None

    @property
    def provider(self) -> str:
        """Returns the provider of its activity."""
        return self.column.activity.provider

    @property
    def provider_id(self) -> str:
        """Returns the id of its activity at the provider."""
        return self.column.activity.provider_id


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
            row = _row(label, workout, texts, column, account)
            rows.append(replace(row, values=[_with_change(value, column, changes) for value in row.values]))
        elif column not in OPTIONAL_FIELDS:
            missing.append(label.lower())
    return FieldTable(rows, missing)


def _with_change(value: FieldValue, field: str, changes: Mapping[FieldKey, Change]) -> FieldValue:
    activity = value.column.activity
    return replace(value, change=changes.get((activity.provider, activity.provider_id, field)))


def _row(label: str, workout: WorkoutDetails, texts: list[str | None], field: str, account: Account) -> FieldRow:
    differing = {difference.activity.id for difference in workout.differences if difference.field == field}
    first = _first_giving(workout, texts, field)
    expected = workout.own_name if field == "name" and workout.own_name else texts[first]
    values = []
    for index, (column, text) in enumerate(zip(activity_columns(workout), texts, strict=True)):
        note = (column.activity.sport_raw or "") if field == "sport" else ""
        if field in column.activity.ignored:
            note = "difference ignored"
        if text is None:
            values.append(FieldValue(field, column, "absent", units.NOT_GIVEN))
        elif column.activity.id in differing:
            values.append(FieldValue(field, column, "differs", text, note))
        elif index == first:
            values.append(FieldValue(field, column, "authority" if differing or index else "plain", text, note))
        elif text == expected:
            values.append(FieldValue(field, column, "same", SAME))
        else:
            agreement = _agreement_text(field, workout.activities[first], column, account)
            values.append(FieldValue(field, column, "plain", text, " · ".join(filter(None, (note, agreement)))))
    return FieldRow(label, values, bool(differing))


def _first_giving(workout: WorkoutDetails, texts: list[str | None], field: str) -> int:
    """Returns the index of the activity whose value counts: the authority's for a field that is compared."""
    authority = workout.authority(field) if field in COMPARED_FIELDS else None
    return next(i for i, text in enumerate(texts) if text and authority in (None, workout.activities[i]))


def _agreement_text(field: str, authority: WorkoutActivity, column: ActivityColumn, account: Account) -> str:
    """Returns why a value that reads otherwise is not marked; empty for fields that each source has for itself."""
    if field in COMPARED_FIELDS and column.kind == "duplicate":
        return "not compared"
    return agreement_text(field, authority, column.activity, account) if field in COMPARED_FIELDS else ""


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
    local = local_time.to_local_time(activity.started_at, activity.workout_utc_offset_s, account.zone)
    time = local_time.format_time(local, account.zone, seconds=True)
    return f"{local_time.format_short_date(local.date(), local.year)} at{units.NBSP}{time}"


def _format_zone(activity: WorkoutActivity, account: Account) -> str | None:
    if activity.utc_offset_s is None:
        return None
    return local_time.format_utc_offset(
        local_time.to_local_time(activity.started_at, activity.utc_offset_s, account.zone)
    )


def _format_flags(activity: WorkoutActivity, account: Account) -> str | None:
    labels = [FLAG_LABELS[flag] for flag in FLAGS if getattr(activity, flag)]
    return ", ".join([*labels, "file damaged"] if activity.is_damaged else labels) or None


def _format_stated_ids(activity: WorkoutActivity, account: Account) -> str | None:
    pairs = parse_stated_ids(activity.stated_ids)
    return ", ".join(f"{provider_name(provider)} {id_}" for provider, id_ in pairs) or None


def _format_leg(activity: WorkoutActivity, account: Account) -> str | None:
    return None if activity.leg is None else str(activity.leg + 1)


def _format_distance(activity: WorkoutActivity, account: Account) -> str | None:
    if activity.distance_m is None:
        return None
    return format_sport_distance(activity.distance_m, activity.sport, units.units_of(account.units), decimals=2)


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
    FieldLabel("Distance", "distance_m", _format_distance),
    FieldLabel("Climbing", "elevation_gain_m", _formatter("elevation_gain_m", units.format_elevation, has_units=True)),
    FieldLabel("Average heart rate", "average_hr_bpm", _formatter("average_hr_bpm", units.format_heart_rate)),
    FieldLabel(
        "Average temperature",
        "average_temperature_c",
        _formatter("average_temperature_c", units.format_temperature, has_units=True),
    ),
    FieldLabel("Marks", "flags", _format_flags),
    FieldLabel("Leg", "leg", _format_leg),
    FieldLabel("IDs elsewhere", "stated_ids", _format_stated_ids),
)
"""These are all stored fields, in the order of the page."""


def leader_figures(workout: WorkoutDetails, account: Account) -> Iterator[tuple[str, str]]:
    """Yields label and text of the leader's figures that are given, and of its average: what a page shows large."""
    system, leader = units.units_of(account.units), workout.leader
    if leader.distance_m is not None:
        yield "Distance", format_sport_distance(leader.distance_m, workout.sport, system)
    if workout.time_s is not None:
        yield "Time", units.format_duration(workout.time_s)
    if average := average_figure(leader.distance_m, workout.time_s, workout.sport, system):
        yield average
    if leader.elevation_gain_m is not None:
        yield "Climbing", units.format_elevation(leader.elevation_gain_m, system)
    if leader.average_hr_bpm is not None:
        yield "Average heart rate", units.format_heart_rate(leader.average_hr_bpm)

"""Explains why activities are one workout: draws them on one time axis, with their figures, and lists the reasons."""

from dataclasses import dataclass

from accounts.models import Account
from activities import local_time, units
from activities.sport_units import format_sport_distance
from matching.engine.reasons import Reason, find_reasons, match_confidence
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.svg.time_axis import ActivitySpan, TimeAxis, build_axis
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

WHOLE_HOURS_FROM_S = 3 * 3600
"""A length from here on is given in whole hours."""
MIN_BAR_WIDTH = 0.6


@dataclass(frozen=True, slots=True)
class AxisBar:
    """Represents an activity on the axis, in percent; `is_partial` says that its recording is a part only."""

    left: float
    width: float
    is_partial: bool


@dataclass(frozen=True, slots=True)
class AxisLane:
    """Represents an activity with its figures as text; `bar` is None when its time is hidden."""

    column: ActivityColumn
    bar: AxisBar | None
    start: str
    end: str
    distance: str
    start_differs: bool
    distance_differs: bool


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """Represents a time of day on the axis, at `position` percent; a narrow page leaves a minor one out."""

    position: float
    text: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """Represents the drawing, and what speaks for and against one workout.

    `shortened_text` says how much time a broken axis leaves out.
    """

    lanes: list[AxisLane]
    ticks: list[AxisLabel]
    is_broken: bool
    shortened_text: str
    leader_bar: AxisBar
    confidence: str
    reasons: list[Reason]

    @property
    def leader_end(self) -> float:
        """Returns where the leader ends, in percent."""
        return round(self.leader_bar.left + self.leader_bar.width, 2)


def explain_match(workout: WorkoutDetails, account: Account) -> MatchExplanation:
    """Returns the explanation of a workout with several activities."""
    timed = [activity for activity in workout.activities if not activity.hidden_time] or [workout.leader]
    leader = workout.leader if workout.leader in timed else timed[0]
    axis = build_axis(_span(leader), [_span(activity) for activity in timed])
    return MatchExplanation(
        [_lane(column, leader, workout, axis, account) for column in activity_columns(workout)],
        _axis_labels(axis, leader, account),
        axis.is_broken,
        f"{_format_length(_span(leader))}, shortened" if axis.is_broken else "",
        _bar(leader, axis),
        match_confidence(workout.candidates).capitalize(),
        find_reasons(workout.candidates),
    )


def _span(activity: WorkoutActivity) -> ActivitySpan:
    return ActivitySpan(activity.started_at.timestamp(), activity.ended_at.timestamp())


def _format_length(span: ActivitySpan) -> str:
    length = span.end - span.start
    return (
        units.format_duration(length)
        if length < WHOLE_HOURS_FROM_S
        else units.format_with_unit(round(length / 3600), "h")
    )


def _bar(activity: WorkoutActivity, axis: TimeAxis) -> AxisBar:
    span = _span(activity)
    left = axis.start_position(span.start)
    return AxisBar(left, round(max(axis.end_position(span.end) - left, MIN_BAR_WIDTH), 2), activity.partial)


def _axis_labels(axis: TimeAxis, leader: WorkoutActivity, account: Account) -> list[AxisLabel]:
    local = local_time.to_local_time(leader.started_at, leader.workout_utc_offset_s, account.zone)
    offset = local.utcoffset()
    offset_s = offset.total_seconds() if offset else 0
    ticks = axis.ticks(offset_s)
    return [
        AxisLabel(position, _format_time(instant + offset_s), axis.is_broken and 0 < index < len(ticks) - 1)
        for index, (position, instant) in enumerate(ticks)
    ]


def _format_time(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _lane(
    column: ActivityColumn, leader: WorkoutActivity, workout: WorkoutDetails, axis: TimeAxis, account: Account
) -> AxisLane:
    activity = column.activity
    distance = _format_distance(activity, workout, account)
    fields = {difference.field for difference in workout.differences if difference.activity == activity}
    differs = "started_at" in fields, "distance_m" in fields
    if activity.hidden_time:
        hidden = f"time hidden by {column.provider_label.name}"
        return AxisLane(column, None, hidden, units.NOT_GIVEN, distance, *differs)
    start, end = _format_times(activity, account) if activity == leader else _format_gaps(activity, leader)
    return AxisLane(column, _bar(activity, axis), start, end, distance, *differs)


def _format_times(activity: WorkoutActivity, account: Account) -> tuple[str, str]:
    """Returns the start and the end of an activity by the clock of its workout."""
    instants = (activity.started_at, activity.ended_at)
    offset_s = activity.workout_utc_offset_s
    start, end = (local_time.to_local_time(instant, offset_s, account.zone) for instant in instants)
    end_text = f"{end:%H:%M:%S}" if end > start else units.NOT_GIVEN
    return local_time.format_time(start, account.zone, seconds=True), end_text


def _format_gaps(activity: WorkoutActivity, leader: WorkoutActivity) -> tuple[str, str]:
    """Returns how much later than the leader an activity starts and ends."""
    start = units.format_gap((activity.started_at - leader.started_at).total_seconds())
    end = units.format_gap((activity.ended_at - leader.ended_at).total_seconds())
    have_ends = activity.ended_at > activity.started_at and leader.ended_at > leader.started_at
    return start, end if have_ends else units.NOT_GIVEN


def _format_distance(activity: WorkoutActivity, workout: WorkoutDetails, account: Account) -> str:
    """Returns the distance that counts, and of another activity how far it is off."""
    authority = workout.authority("distance_m")
    expected_m = authority.distance_m if authority else None
    if activity == authority or not expected_m or activity.distance_m is None:
        return format_sport_distance(activity.distance_m, workout.sport, units.units_of(account.units))
    return units.format_percent_gap((activity.distance_m - expected_m) / expected_m)

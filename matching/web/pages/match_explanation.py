"""Why activities are one workout: a picture on one axis, its numbers, and the reasons."""

from dataclasses import dataclass

from accounts.models import Account
from activities import local_time, units
from matching.engine.reasons import Reason, find_reasons, match_confidence
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.svg.axis import Axis, Stretch, axis_of
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

ROUGH_S = 3 * 3600
"""A length from here on is said in whole hours."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One activity on the axis, in percent; `square` at its ends where it was cut."""

    left: float
    width: float
    square: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One activity: its bar (none while its time is hidden), and its numbers in words."""

    column: ActivityColumn
    bar: Bar | None
    start: str
    end: str
    distance: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word on the axis, and where, in percent."""

    at: float
    word: str


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """The picture, and what speaks for and against one workout."""

    lanes: list[Lane]
    ticks: list[Label]
    broken: bool
    shortened: str
    lead: Bar
    confidence: str
    reasons: list[Reason]

    @property
    def lead_end(self) -> float:
        """Where the leader ends."""
        return round(self.lead.left + self.lead.width, 2)


def explain_match(shown: WorkoutDetails, account: Account) -> MatchExplanation:
    """The card of a workout with several activities."""
    timed = [one for one in shown.activities if not one.hidden_time] or [shown.leader]
    leader = shown.leader if shown.leader in timed else timed[0]
    axis = axis_of(_stretch(leader), [_stretch(one) for one in timed])
    return MatchExplanation(
        [_lane(column, leader, shown, axis, account) for column in activity_columns(shown)],
        _ticks(axis, leader, account),
        axis.broken,
        f"{_about(_stretch(leader))}, shortened" if axis.broken else "",
        _bar(leader, axis),
        match_confidence(shown.candidates).capitalize(),
        find_reasons(shown.candidates),
    )


def _stretch(activity: WorkoutActivity) -> Stretch:
    return Stretch(activity.started_at.timestamp(), activity.ended_at.timestamp())


def _about(stretch: Stretch) -> str:
    length = stretch.end - stretch.start
    return units.format_duration(length) if length < ROUGH_S else units.format_with_unit(round(length / 3600), "h")


def _bar(activity: WorkoutActivity, axis: Axis) -> Bar:
    stretch = _stretch(activity)
    left = axis.start(stretch.start)
    return Bar(left, round(max(axis.end(stretch.end) - left, 0.6), 2), activity.partial)


def _ticks(axis: Axis, leader: WorkoutActivity, account: Account) -> list[Label]:
    local = local_time.to_local_time(leader.started_at, leader.utc_offset_s, account.zone)
    offset = local.utcoffset()
    ahead = offset.total_seconds() if offset else 0
    return [Label(at, _hour_and_minute(instant + ahead)) for at, instant in axis.ticks(ahead)]


def _hour_and_minute(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _lane(column: ActivityColumn, leader: WorkoutActivity, shown: WorkoutDetails, axis: Axis, account: Account) -> Lane:
    one = column.activity
    distance = _distance(one, shown, account)
    if one.hidden_time:
        return Lane(column, None, f"time hidden by {column.place.label}", units.NOT_GIVEN, distance)
    numbers = _in_full(one, account) if one == leader else _gaps(one, leader)
    return Lane(column, _bar(one, axis), *numbers, distance)


def _in_full(one: WorkoutActivity, account: Account) -> tuple[str, str]:
    start, end = (local_time.to_local_time(at, one.utc_offset_s, account.zone) for at in (one.started_at, one.ended_at))
    ended = local_time.format_time(end, account.zone, seconds=True) if end > start else units.NOT_GIVEN
    return local_time.format_time(start, account.zone, seconds=True), ended


def _gaps(one: WorkoutActivity, leader: WorkoutActivity) -> tuple[str, str]:
    end = units.format_gap((one.ended_at - leader.ended_at).total_seconds())
    given = one.ended_at > one.started_at and leader.ended_at > leader.started_at
    return units.format_gap((one.started_at - leader.started_at).total_seconds()), end if given else units.NOT_GIVEN


def _distance(one: WorkoutActivity, shown: WorkoutDetails, account: Account) -> str:
    lead = shown.leader.distance_m
    if one == shown.leader or not lead or one.distance_m is None:
        return units.format_distance(one.distance_m, units.units_of(account.units))
    return units.format_percent_gap((one.distance_m - lead) / lead)

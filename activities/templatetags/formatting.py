"""Registers template filters that format SI values for the athlete: `{{ activity.distance_m|distance:user }}`.

Filters for units and times take the account. None is always "not given".
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from django import template
from django.utils import timezone

from accounts.models import Account
from activities import local_time, units
from activities.sport_labels import sport_icon, sport_name

register = template.Library()


class TimedActivity(Protocol):
    """Represents an activity, as far as its times go."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime: ...
    @property
    def utc_offset_s(self) -> int | None: ...


class NamedWorkout(Protocol):
    """Represents a workout, as far as its name goes."""

    @property
    def name(self) -> str | None: ...
    @property
    def sport(self) -> str: ...
    @property
    def leader(self) -> TimedActivity: ...


def _in_units(format_value: Callable[..., str], **options: int) -> Callable[[float | None, Account], str]:
    return lambda value, account: format_value(value, units.units_of(account.units), **options)


register.filter("distance", _in_units(units.format_distance))
register.filter("distance_exact", _in_units(units.format_distance, decimals=2))
register.filter("distance_sum", _in_units(units.format_distance, decimals=0))
register.filter("elevation", _in_units(units.format_elevation))
register.filter("temperature", _in_units(units.format_temperature))
register.filter("heart_rate", units.format_heart_rate)
register.filter("duration", units.format_duration)
register.filter("exact_duration", units.format_exact_duration)
register.filter("size", units.format_size)
register.filter("count", units.format_number)
register.filter("gap", units.format_gap)
register.filter("percent_gap", units.format_percent_gap)
register.filter("sport_name", sport_name)
register.filter("sport_icon", sport_icon)
register.filter("long_date", local_time.format_long_date)
register.filter("weekday_and_day", local_time.format_weekday_and_day)


@register.filter
def start_time(activity: TimedActivity, account: Account) -> str:
    """Returns `08:31`, where the activity was."""
    return _format_time(activity.started_at, activity, account)


@register.filter
def end_time(activity: TimedActivity, account: Account) -> str:
    """Returns `14:10`, where the activity was."""
    return _format_time(activity.ended_at, activity, account)


def _format_time(instant: datetime, activity: TimedActivity, account: Account) -> str:
    moment = local_time.to_local_time(instant, activity.utc_offset_s, account.zone)
    return local_time.format_time(moment, account.zone)


@register.filter
def workout_title(workout: NamedWorkout, account: Account) -> str:
    """Returns the name; without one the sport and local time: `Ride, 08:31`."""
    return workout.name or f"{sport_name(workout.sport)}, {start_time(workout.leader, account)}"


@register.filter
def date_and_time(instant: datetime, account: Account) -> str:
    """Returns `10 May, 20:14` by the athlete's own clock."""
    return local_time.format_date_and_time(instant.astimezone(account.zone), today(account).year)


@register.filter
def day_and_month(day: date, account: Account) -> str:
    """Returns `12 November`; with the year when it is not the athlete's current one."""
    return local_time.format_day_and_month(day, today(account).year)


def today(account: Account) -> date:
    """Returns the day that it is for the athlete."""
    return timezone.now().astimezone(account.zone).date()

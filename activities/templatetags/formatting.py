"""Registers template filters that format SI values for the athlete: `{{ workout|workout_distance:user }}`.

Filters for units and times take the account. None is always "not given".
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from django import template
from django.utils import timezone

from accounts.dates import format_day_and_month
from accounts.models import Account
from activities import local_time, units
from activities.sport_labels import sport_icon, sport_name
from activities.sport_units import format_sport_distance
from activities.units import NBSP

register = template.Library()


class TimedWorkout(Protocol):
    """Represents a workout, as far as its times go."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime: ...
    @property
    def utc_offset_s(self) -> int | None: ...


class MeasuredWorkout(Protocol):
    """Represents a workout, as far as its distance goes."""

    @property
    def sport(self) -> str: ...
    @property
    def distance_m(self) -> float | None: ...


class NamedWorkout(TimedWorkout, Protocol):
    """Represents a workout, as far as its name goes."""

    @property
    def name(self) -> str | None: ...
    @property
    def sport(self) -> str: ...


def _in_units(format_value: Callable[..., str]) -> Callable[[float | None, Account], str]:
    return lambda value, account: format_value(value, units.units_of(account.units))


register.filter("distance_sum", _in_units(units.format_distance_sum))
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


@register.filter
def start_time(workout: TimedWorkout, account: Account) -> str:
    """Returns `08:31`, where the workout was."""
    return _format_time(workout.started_at, workout, account)


@register.filter
def end_time(workout: TimedWorkout, account: Account) -> str:
    """Returns `14:10`, where the workout was."""
    return _format_time(workout.ended_at, workout, account)


def _format_time(instant: datetime, workout: TimedWorkout, account: Account) -> str:
    moment = local_time.to_local_time(instant, workout.utc_offset_s, account.zone)
    return local_time.format_time(moment, account.zone)


@register.filter
def workout_distance(workout: MeasuredWorkout, account: Account) -> str:
    """Returns `118.3 km`; for a swim `1,500 m`."""
    return format_sport_distance(workout.distance_m, workout.sport, units.units_of(account.units))


@register.filter
def workout_title(workout: NamedWorkout, account: Account) -> str:
    """Returns the name; without one the sport and local time: `Ride, 08:31`."""
    return workout.name or f"{sport_name(workout.sport)}, {start_time(workout, account)}"


@register.filter
def date_and_time(instant: datetime, account: Account) -> str:
    """Returns `May 10 at 20:14` by the athlete's own clock."""
    return local_time.format_date_and_time(instant.astimezone(account.zone), today(account).year)


@register.filter
def clock_time(instant: datetime, account: Account) -> str:
    """Returns `20:14` by the athlete's own clock."""
    return f"{instant.astimezone(account.zone):%H:%M}"


@register.filter
def short_date(day: date, account: Account) -> str:
    """Returns `Sun, May 10`; with the year when it is not the athlete's current one."""
    return local_time.format_short_date(day, today(account).year)


@register.filter
def day_and_month(day: date, account: Account) -> str:
    """Returns `November 12`; with the year when it is not the athlete's current one."""
    return format_day_and_month(day, today(account).year)


def past_date_and_time(instant: datetime, account: Account) -> str:
    """Returns `today at 20:14`, `yesterday at 20:14`, and the date of what is longer ago."""
    moment = instant.astimezone(account.zone)
    name = {0: "today", 1: "yesterday"}.get((today(account) - moment.date()).days)
    return f"{name} at{NBSP}{moment:%H:%M}" if name else date_and_time(instant, account)


def near_date_and_time(instant: datetime, account: Account) -> str:
    """Returns `today about 20:14`, `tomorrow about 20:14`, and the date of what is further away, for an estimate."""
    moment = instant.astimezone(account.zone)
    name = {0: "today", 1: "tomorrow"}.get((moment.date() - today(account)).days)
    return f"{name} about{NBSP}{moment:%H:%M}" if name else f"about {date_and_time(instant, account)}"


def coming_time(instant: datetime, account: Account) -> str:
    """Returns `20:14` today, `tomorrow at 20:14`, and the date of what is further away."""
    days = (instant.astimezone(account.zone).date() - today(account)).days
    time = clock_time(instant, account)
    return {0: time, 1: f"tomorrow at{NBSP}{time}"}.get(days) or date_and_time(instant, account)


def today(account: Account) -> date:
    """Returns the day that it is for the athlete."""
    return timezone.now().astimezone(account.zone).date()

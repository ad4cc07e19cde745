"""Filters that turn SI figures into the athlete's words: `{{ activity.distance_m|distance:user }}`.

Those about units and times take the account. None is always "not given".
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


class Timed(Protocol):
    """Represents an activity, as far as its times go."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime: ...
    @property
    def utc_offset_s(self) -> int | None: ...


class Named(Protocol):
    """Represents a workout, as far as its name goes."""

    @property
    def name(self) -> str | None: ...
    @property
    def sport(self) -> str: ...
    @property
    def leader(self) -> Timed: ...


def _in_units(show: Callable[..., str], **options: int) -> Callable[[float | None, Account], str]:
    return lambda value, account: show(value, units.units_of(account.units), **options)


register.filter("distance", _in_units(units.distance))
register.filter("distance_exact", _in_units(units.distance, decimals=2))
register.filter("distance_sum", _in_units(units.distance, decimals=0))
register.filter("elevation", _in_units(units.elevation))
register.filter("temperature", _in_units(units.temperature))
register.filter("heart_rate", units.heart_rate)
register.filter("duration", units.duration)
register.filter("exact", units.exact)
register.filter("size", units.size)
register.filter("count", units.number)
register.filter("gap", units.gap)
register.filter("percent_gap", units.percent_gap)
register.filter("sport_name", sport_name)
register.filter("sport_icon", sport_icon)
register.filter("long_day", local_time.long_day)
register.filter("short_day", local_time.short_day)


@register.filter
def started(activity: Timed, account: Account) -> str:
    """`08:31`, where the activity was."""
    return local_time.time_of_day(
        local_time.local_time(activity.started_at, activity.utc_offset_s, account.zone), account.zone
    )


@register.filter
def ended(activity: Timed, account: Account) -> str:
    """`14:10`, where the activity was."""
    return local_time.time_of_day(
        local_time.local_time(activity.ended_at, activity.utc_offset_s, account.zone), account.zone
    )


@register.filter
def called(workout: Named, account: Account) -> str:
    """Its name; without one its sport and local time: `Ride, 08:31`."""
    return workout.name or f"{sport_name(workout.sport)}, {started(workout.leader, account)}"


@register.filter
def moment(instant: datetime, account: Account) -> str:
    """`10 May, 20:14` by the athlete's own clock."""
    here = instant.astimezone(account.zone)
    return local_time.day_and_time(here, today(account).year)


@register.filter
def day_of_year(day: date, account: Account) -> str:
    """`12 November`; in another year than the athlete's with the year."""
    return local_time.day_of_year(day, today(account).year)


def today(account: Account) -> date:
    """The day that it is for the athlete."""
    return timezone.now().astimezone(account.zone).date()

"""Tests times as text, where the activity took place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Account
from activities.local_time import format_date_and_time, format_long_date, format_time, format_utc_offset, to_local_time
from activities.templatetags.formatting import past_date_and_time

VIENNA = ZoneInfo("Europe/Vienna")
NOON = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (7200, "14:00"),
        (None, "14:00"),
        (3600, "13:00 UTC+1"),
        (0, "12:00 UTC"),
        (-12_600, "08:30 UTC−3:30"),
        (20_700, "17:45 UTC+5:45"),
    ],
)
def test_a_time_names_its_zone_unless_it_is_the_athletes(offset: int | None, text: str) -> None:
    assert format_time(to_local_time(NOON, offset, VIENNA), VIENNA).replace("\u00a0", " ") == text


def test_the_athletes_offset_is_that_of_the_day() -> None:
    winter = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
    assert format_time(to_local_time(winter, 3600, VIENNA), VIENNA) == "13:00"


def test_an_offset_is_rounded_to_the_minute() -> None:
    assert format_utc_offset(to_local_time(NOON, 3599, VIENNA)) == "UTC+1"


def test_dates_read_as_people_write_them() -> None:
    assert format_long_date(NOON.date()).replace("\u00a0", " ") == "Sunday, May 10, 2026"
    assert format_date_and_time(NOON, 2026).replace("\u00a0", " ") == "May 10 at 12:00"
    assert format_date_and_time(NOON, 2027).replace("\u00a0", " ") == "May 10, 2026 at 12:00"


@pytest.mark.parametrize(("days", "name"), [(0, "today at"), (1, "yesterday at")])
def test_what_was_a_moment_ago_is_told_by_its_day(alice: Account, days: int, name: str) -> None:
    instant = timezone.now() - timedelta(days=days)
    expected = f"{name} {instant.astimezone(alice.zone):%H:%M}"
    assert past_date_and_time(instant, alice).replace("\u00a0", " ") == expected


def test_what_was_long_ago_is_told_by_its_date(alice: Account) -> None:
    assert past_date_and_time(NOON.replace(year=2020), alice).replace("\u00a0", " ") == "May 10, 2020 at 14:00"

"""Times in words, where the activity was."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from activities.local_time import format_date_and_time, format_long_date, format_time, format_utc_offset, to_local_time

VIENNA = ZoneInfo("Europe/Vienna")
NOON = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (7200, "14:00"),
        (None, "14:00"),
        (3600, "13:00 UTC+1"),
        (0, "12:00 UTC"),
        (-12_600, "08:30 UTC−3:30"),
        (20_700, "17:45 UTC+5:45"),
    ],
)
def test_another_zone_than_the_athletes_is_named(offset, words):
    assert format_time(to_local_time(NOON, offset, VIENNA), VIENNA).replace("\u00a0", " ") == words


def test_the_athletes_zone_is_the_one_of_that_day():
    winter = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
    assert format_time(to_local_time(winter, 3600, VIENNA), VIENNA) == "13:00"


def test_an_odd_offset_is_named_to_the_minute():
    assert format_utc_offset(to_local_time(NOON, 3599, VIENNA)) == "UTC+1"


def test_dates_read_as_people_write_them():
    assert format_long_date(NOON.date()).replace("\u00a0", " ") == "Sunday 10 May 2026"
    assert format_date_and_time(NOON, 2026).replace("\u00a0", " ") == "10 May, 12:00"
    assert format_date_and_time(NOON, 2027).replace("\u00a0", " ") == "10 May 2026, 12:00"

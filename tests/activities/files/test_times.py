from datetime import UTC, datetime, timedelta

import pytest

from activities.parsers.times import instant, offset, parse

MORNING = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-03T06:30:00",
        "2026-05-03 06:30:00Z",
        " 2026-05-03T06:30:00.000000000Z\n",
        "2026-05-03T12:00:00+05:30",
        "2026-5-3T6:30:0Z",
        "2026-5-3T4:30:0-0200",
    ],
)
def test_every_form_is_the_same_aware_instant(text):
    moment = parse(text)

    assert moment == MORNING
    assert moment.tzinfo is not None


@pytest.mark.parametrize("text", [None, "", "2026-05-03", "never", "2026-13-03T06:30:00Z", "2026-5-3T6:30:0+99:00"])
def test_nonsense_is_no_time(text):
    assert parse(text) is None


def test_an_offset_is_whole_seconds_and_zero_tells_nothing():
    assert offset(parse("2026-05-03T12:00:00+05:30")) == 19_800
    assert offset(parse("2026-05-03T12:00:00Z")) is None
    assert offset(parse("2026-05-03T12:00:00+23:00")) is None


def test_an_instant_lies_between_1980_and_tomorrow():
    tomorrow = datetime.now(UTC) + timedelta(days=2)

    assert instant(MORNING.timestamp()) == MORNING
    assert instant(tomorrow.timestamp()) is None
    assert instant(0) is None
    assert instant(None) is None

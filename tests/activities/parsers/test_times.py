from datetime import UTC, datetime, timedelta

import pytest

from activities.parsers.times import parse_xml_time, plausible_instant, utc_offset

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
def test_every_form_of_a_time_is_the_same_aware_instant(text):
    moment = parse_xml_time(text)

    assert moment == MORNING
    assert moment.tzinfo is not None


@pytest.mark.parametrize("text", [None, "", "2026-05-03", "never", "2026-13-03T06:30:00Z", "2026-5-3T6:30:0+99:00"])
def test_nonsense_is_parsed_as_none(text):
    assert parse_xml_time(text) is None


def test_an_offset_is_in_seconds_and_not_given_when_zero_or_impossible():
    for zone, expected in (("+05:30", 19_800), ("Z", None), ("+23:00", None)):
        moment = parse_xml_time(f"2026-05-03T12:00:00{zone}")
        assert moment is not None
        assert utc_offset(moment) == expected


def test_an_instant_lies_between_1980_and_tomorrow():
    tomorrow = datetime.now(UTC) + timedelta(days=2)

    assert plausible_instant(MORNING.timestamp()) == MORNING
    assert plausible_instant(tomorrow.timestamp()) is None
    assert plausible_instant(0) is None
    assert plausible_instant(None) is None

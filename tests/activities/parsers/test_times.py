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


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-03T06:30:00 AMZ",
        "2026-05-03T6:30:00 a.m.",
        "2026-05-03T06:30:00\u202fAM",
        "2026-05-03T06:30:00AM+00:00",
        "2026-05-03T06:30:00Z AM",
        "2026-05-03 午前6:30:00",
        "2026-05-03T06:30:00 ص",
        "2026-05-03T06:30:00 π.μ.Z",
        "2026-05-03T06:30:00 AM UTC",
        "۲۰۲۶-۰۵-۰۳T۰۶:۳۰:۰۰Z",
        "٢٠٢٦-٠٥-٠٣T٠٦:٣٠:٠٠Z",
        "२०२६-०५-०३T०६:३०:००Z",
        "２０２６-０５-０３T０６：３０：００Z",
        "2026-05-03T06.30.00Z",
        "2026.05.03 06:30",
        "2026/05/03 06:30:00",
        "03.05.2026 06:30:00",
        "2026\u201105\u201103T06:30:00Z",
        "\u200e2026-05-03T06:30:00 Z",
        "2026-05-03T08:30:00 GMT+2",
        "2026-05-03T06:29:60Z",
        "2026-05-03T06:30:00Z[Europe/Berlin]",
        "2026. 5. 3. 오전 6:30:00",
        "2026年5月3日 6時30分00秒",
        "3.5.2026 klo 6.30.00",
        "2026-05-03T06:30:00 дп",
        "2026-05-03T06:30:00 vorm.",
        "2026-05-03 06:30:00 +0000 UTC",
        "2026-05-03T08:30:00.000+02:00Z",
        "2569-05-03T06:30:00Z",
        "๒๕๖๙-๐๕-๐๓T๐๖:๓๐:๐๐Z",
        "1777789800",
        "1777789800000",
    ],
)
def test_a_time_that_is_written_otherwise_is_the_same_instant(text):
    assert parse_xml_time(text) == MORNING


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12:05:00 AM", 0),
        ("1:05:00 AM", 1),
        ("11:05:00 AM", 11),
        ("12:05:00 PM", 12),
        ("1:05:00 p. m.", 13),
        ("11:05:00 下午", 23),
        ("13:05:00 PM", 13),
        ("0:05:00 PM", 12),
    ],
)
def test_the_halves_of_a_day_begin_at_twelve(text, hour):
    moment = parse_xml_time(f"2026-05-03T{text}Z")

    assert moment is not None
    assert moment.hour == hour


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-03T06:30:00 XMZ",
        "2026-05-03T06:30:00 AM PM",
        "05/03/2026 06:30",
        "2026-05-03T06:30:00 CEST",
        "2026-05-00T06:30:00Z",
        "9" * 40,
    ],
)
def test_what_could_mean_several_times_is_parsed_as_none(text):
    assert parse_xml_time(text) is None


@pytest.mark.parametrize("text", [None, "", "2026-05-03", "never", "2026-13-03T06:30:00Z", "2026-5-3T6:30:0+99:00"])
def test_nonsense_is_parsed_as_none(text):
    assert parse_xml_time(text) is None


def test_a_leap_day_of_the_buddhist_calendar_is_one_of_ours():
    assert parse_xml_time("2571-02-29T06:30:00Z") == datetime(2028, 2, 29, 6, 30, tzinfo=UTC)
    assert parse_xml_time("2569-02-29T06:30:00Z") is None


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

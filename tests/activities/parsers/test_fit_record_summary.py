from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import (
    EVENT,
    LAP,
    RECORD,
    SPORT,
    START,
    Message,
    file_id,
    fit,
    fit_timestamp,
    records,
)


def parse_single_summary(*messages):
    """Returns the one record computed from a FIT file without a session."""
    result = parse_file(fit(file_id(), *messages))
    assert result.notes[0].code == "from_records"
    (record,) = result.records
    assert "partial" in record.flags
    return record


def test_start_length_distance_and_heart_rate_come_from_the_records():
    record = parse_single_summary(*records(seconds=600))

    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 599, 599 * 7)
    assert record.average_hr_bpm == pytest.approx(139.5)


def test_the_sport_message_says_the_sport():
    assert parse_single_summary(Message(SPORT, {0: 2, 1: 8}), *records(seconds=9)).sport == "mountain_bike_ride"


def test_the_stopwatch_is_read_from_its_events():
    start = fit_timestamp(START)
    events = [Message(EVENT, {253: start + at, 0: 0, 1: kind}) for at, kind in ((0, 0), (20, 4), (50, 0))]

    assert parse_single_summary(events[0], *records(seconds=100), *events[1:]).timer_s == 20 + 49


def test_without_events_the_stopwatch_is_not_given():
    assert parse_single_summary(*records(seconds=100)).timer_s is None


def test_without_distances_the_positions_are_added_up():
    record = parse_single_summary(*records(seconds=600, has_distance=False))

    assert 3_000 < record.distance_m < 6_000


def test_compressed_times_count_on_from_the_last_full_one():
    first, *following = records(seconds=90)
    record = parse_single_summary(
        first, *(Message(RECORD, message.fields, is_compressed=True) for message in following)
    )

    assert record.elapsed_s == 89


def test_laps_are_added_up_when_there_are_neither_sessions_nor_records():
    def lap(minute, beat):
        start = START + timedelta(minutes=minute)
        fields = {2: start, 7: 600_000, 8: 590_000, 9: 300_000, 15: beat, 21: 40, 25: 2, 39: 7}
        return Message(LAP, {253: start, **fields})

    record = parse_single_summary(lap(0, 120), lap(15, 140))

    assert (record.started_at, record.elapsed_s, record.timer_s) == (START, 1500, 1180)
    assert (record.distance_m, record.elevation_gain_m, record.average_hr_bpm) == (6000, 80, 130)
    assert record.sport_raw == "cycling/road"

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
    records,
    stamp,
)


def summary(*messages):
    """The one record computed from a file without session."""
    result = parse_file(fit(file_id(), *messages))
    assert result.notes[0].code == "from_records"
    (record,) = result.records
    assert "partial" in record.flags
    return record


def test_start_length_distance_and_heart_rate_come_from_the_records():
    record = summary(*records(seconds=600))

    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 599, 599 * 7)
    assert record.average_hr_bpm == pytest.approx(139.5)


def test_the_sport_message_says_the_sport():
    assert summary(Message(SPORT, {0: 2, 1: 8}), *records(seconds=9)).sport == "mountain_bike_ride"


def test_the_stopwatch_is_read_from_its_events():
    begin = stamp(START)
    running = [Message(EVENT, {253: begin + at, 0: 0, 1: kind}) for at, kind in ((0, 0), (20, 4), (50, 0))]

    assert summary(running[0], *records(seconds=100), *running[1:]).timer_s == 20 + 49


def test_without_events_the_stopwatch_is_not_given():
    assert summary(*records(seconds=100)).timer_s is None


def test_without_distances_the_positions_are_added_up():
    record = summary(*records(seconds=600, distance=False))

    assert 3_000 < record.distance_m < 6_000


def test_compressed_times_count_on_from_the_last_whole_one():
    first, *others = records(seconds=90)
    record = summary(first, *(Message(RECORD, each.fields, compressed=True) for each in others))

    assert record.elapsed_s == 89


def test_laps_are_added_up_when_there_are_neither_sessions_nor_records():
    def lap(minute, beat):
        start = START + timedelta(minutes=minute)
        told = {2: start, 7: 600_000, 8: 590_000, 9: 300_000, 15: beat, 21: 40, 25: 2, 39: 7}
        return Message(LAP, {253: start, **told})

    record = summary(lap(0, 120), lap(15, 140))

    assert (record.started_at, record.elapsed_s, record.timer_s) == (START, 1500, 1180)
    assert (record.distance_m, record.elevation_gain_m, record.average_hr_bpm) == (6000, 80, 130)
    assert record.sport_raw == "cycling/road"

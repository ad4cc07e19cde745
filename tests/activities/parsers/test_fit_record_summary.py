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


def lap(start_s, seconds, **fields):
    """Returns a lap of 580 s on the stopwatch and 24 m up; None omits a field."""
    start = START + timedelta(seconds=start_s)
    values = {253: start + timedelta(seconds=seconds), 2: start, 7: seconds * 1000, 8: 580_000, 9: 200_000}
    values |= {15: 150, 21: 24, 25: 1, 39: 0}
    values |= {int(name[1:]): value for name, value in fields.items()}
    return Message(LAP, {number: value for number, value in values.items() if value is not None})


def test_laps_say_what_they_state_and_records_the_rest():
    record = parse_single_summary(*records(seconds=600), lap(0, 600, f15=None, f9=None))

    assert (record.sport, record.timer_s, record.elevation_gain_m) == ("run", 580, 24)
    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 600, 599 * 7)
    assert record.average_hr_bpm == pytest.approx(139.5)
    assert record.average_temperature_c == 18


def test_laps_count_more_than_records():
    record = parse_single_summary(*records(seconds=600), lap(0, 600))

    assert (record.distance_m, record.average_hr_bpm) == (2000, 150)


def test_laps_of_a_device_that_died_later_say_the_sport_alone():
    record = parse_single_summary(lap(0, 580), *records(seconds=1200))

    assert (record.sport, record.elapsed_s, record.distance_m) == ("run", 1199, 1199 * 7)
    assert (record.timer_s, record.elevation_gain_m) == (None, None)


def test_laps_of_no_distance_leave_it_to_records_that_move():
    assert parse_single_summary(*records(seconds=600), lap(0, 600, f9=0)).distance_m == 599 * 7
    assert parse_single_summary(lap(0, 600, f9=0)).distance_m == 0


def test_laps_without_a_start_begin_at_their_end_minus_their_time():
    assert parse_single_summary(lap(0, 600, f2=None)).started_at == START


def test_a_position_of_exactly_0_0_is_none():
    ride = list(records(seconds=600, has_distance=False))
    length = parse_single_summary(*ride).distance_m
    for at in (0, 300, 599):
        ride[at] = Message(RECORD, {**ride[at].fields, 0: 0, 1: 0})

    assert parse_single_summary(*ride).distance_m == pytest.approx(length, abs=20)
    assert parse_single_summary(*ride).elapsed_s == 599


def test_a_position_beyond_the_pole_is_none():
    ride = list(records(seconds=600, has_distance=False))
    length = parse_single_summary(*ride).distance_m
    ride[300] = Message(RECORD, {**ride[300].fields, 0: 2**30 + 1})

    assert parse_single_summary(*ride).distance_m == pytest.approx(length, abs=20)


def test_a_counter_that_does_not_start_at_0_gives_what_it_grew():
    ride = [Message(RECORD, {**record.fields, 5: 4_033_000 + 700 * n}) for n, record in enumerate(records(seconds=600))]

    assert parse_single_summary(*ride).distance_m == 599 * 7


def test_a_clock_that_is_set_during_a_recording_gives_the_longest_part_and_a_note():
    wrong = records(START - timedelta(days=7000), seconds=30)
    result = parse_file(fit(file_id(), *wrong, *records(seconds=600)))

    assert (result.records[0].started_at, result.records[0].elapsed_s) == (START, 599)
    assert [note.code for note in result.notes] == ["time_jumps", "from_records"]


def test_a_single_wrong_time_is_left_out():
    ride = list(records(seconds=600))
    ride[300] = Message(RECORD, {**ride[300].fields, 253: START + timedelta(days=9000), 5: 99_999_999})
    record = parse_file(fit(file_id(), *ride)).records[0]

    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 599, 599 * 7)


def test_plausible_times_count_more_than_many():
    future = records(START + timedelta(days=20_000), seconds=600)
    record = parse_file(fit(file_id(), *future, *records(seconds=60))).records[0]

    assert (record.started_at, record.elapsed_s) == (START, 59)


def test_times_that_jump_again_and_again_end_the_recording():
    jumps = [record for day in range(20) for record in records(START - timedelta(days=day * 5), seconds=10 + day)]
    result = parse_file(fit(file_id(), *jumps))

    assert [note.code for note in result.notes] == ["time_jumps", "from_records", "ends_early"]


def test_laps_are_added_up_when_there_are_neither_sessions_nor_records():
    def lap(minute, beat):
        start = START + timedelta(minutes=minute)
        fields = {2: start, 7: 600_000, 8: 590_000, 9: 300_000, 15: beat, 21: 40, 25: 2, 39: 7}
        return Message(LAP, {253: start, **fields})

    record = parse_single_summary(lap(0, 120), lap(15, 140))

    assert (record.started_at, record.elapsed_s, record.timer_s) == (START, 1500, 1180)
    assert (record.distance_m, record.elevation_gain_m, record.average_hr_bpm) == (6000, 80, 130)
    assert record.sport_raw == "cycling/road"

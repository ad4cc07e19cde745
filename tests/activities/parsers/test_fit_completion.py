"""What a session leaves open is completed from its laps, then from its records, within its own time."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest

from activities.parsers.fit import completion, record_finder, span_columns
from activities.parsers.fit import records as fit_records
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.record_finder import MAX_LAYOUTS, RecordFinder, UnsuitedRecords
from activities.parsers.fit.record_summary import RecordSummary
from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import (
    EVENT,
    LAP,
    RECORD,
    START,
    UINT8,
    UINT16,
    UINT32,
    WORKOUT,
    Message,
    file_id,
    fit,
    fit_timestamp,
    records,
    session,
)


def lap(start_s=0, seconds=600, **fields):
    """Returns a lap of 2 km at 130 beats; None omits a field."""
    start = START + timedelta(seconds=start_s)
    values = {253: start + timedelta(seconds=seconds), 2: start, 7: seconds * 1000, 8: seconds * 1000 - 10_000}
    values |= {9: 200_000, 15: 130, 21: 24, 25: 1, 39: 0, 50: 12, 52: seconds * 1000 - 20_000}
    values |= {int(name[1:]): value for name, value in fields.items()}
    return Message(LAP, {number: value for number, value in values.items() if value is not None})


def bare_session(start_s=0, seconds=600, **fields):
    """Returns a session that states only its time."""
    start = START + timedelta(seconds=start_s)
    return session(start, seconds, **{"f5": None, "f6": None, "f8": None, "f9": None, **fields})


def moving_records(seconds=601, start_s=0, **fields):
    """Yields records at 7 m/s; `fields` replaces fields, and None omits one."""
    changes = {int(name[1:]): value for name, value in fields.items()}
    for record in records(START + timedelta(seconds=start_s), seconds):
        values = {**record.fields, **changes}
        yield Message(RECORD, {number: value for number, value in values.items() if value is not None})


def parse_all(*messages, **options):
    return parse_file(fit(file_id(), *messages, **options)).records


def parse_single(*messages, **options):
    (record,) = parse_all(*messages, **options)
    return record


def test_laps_state_all_that_a_session_leaves_open():
    record = parse_single(lap(0, 300), lap(300, 300), bare_session(f7=None))

    assert (record.elapsed_s, record.timer_s, record.moving_s) == (600, 580, 560)
    assert (record.distance_m, record.elevation_gain_m) == (4000, 48)
    assert (record.average_hr_bpm, record.average_temperature_c, record.sport) == (130, 12, "run")
    assert record.flags == set()


def test_records_state_what_laps_leave_open():
    record = parse_single(lap(f9=None, f15=None, f50=None), *moving_records(), bare_session())

    assert (record.timer_s, record.elevation_gain_m) == (590, 24)
    assert (record.distance_m, record.average_temperature_c) == (4200, 18)
    assert record.average_hr_bpm == pytest.approx(139.5, abs=0.1)


def test_a_stated_value_is_never_replaced():
    record = parse_single(lap(), *moving_records(), session(seconds=600, distance_m=0, f16=99, f57=3, f22=0))

    assert (record.distance_m, record.average_hr_bpm, record.average_temperature_c) == (0, 99, 3)
    assert record.elevation_gain_m == 0


def test_a_heart_rate_that_means_none_is_completed():
    assert parse_single(lap(), session(seconds=600, f16=1)).average_hr_bpm == 130


@pytest.mark.parametrize("none", [0, 1, 255])
def test_records_whose_heart_rate_means_none_are_not_averaged(none):
    silent = moving_records(30, f3=none)

    assert parse_single(*silent, *moving_records(600, 30, f3=140), bare_session(seconds=630)).average_hr_bpm == 140
    assert parse_single(*moving_records(60, f3=none), bare_session(seconds=60)).average_hr_bpm is None


def test_a_lap_without_the_value_leaves_it_to_the_records():
    assert parse_single(lap(0, 300), lap(300, 300, f9=None), *moving_records(), bare_session()).distance_m == 4200


def test_laps_of_no_distance_leave_it_to_records_that_move():
    assert parse_single(lap(f9=0), *moving_records(), bare_session()).distance_m == 4200
    assert parse_single(lap(f9=0), bare_session()).distance_m == 0


def test_laps_that_end_long_before_the_session_leave_it_to_the_records():
    assert parse_single(lap(0, 200), *moving_records(), bare_session()).distance_m == 4200


def test_elapsed_and_timer_come_from_records_and_events():
    start = fit_timestamp(START)
    events = [Message(EVENT, {253: start + at, 0: 0, 1: kind}) for at, kind in ((0, 0), (500, 4))]
    record = parse_single(*events, *moving_records(), bare_session(f7=None))

    assert (record.elapsed_s, record.timer_s) == (600, 500)


def test_positions_state_a_distance_where_no_counter_does():
    assert 3_000 < parse_single(*moving_records(f5=None), bare_session()).distance_m < 6_000


@pytest.mark.parametrize("first_cm", [0, 4_033_000])
def test_a_distance_is_by_how_much_the_counter_grew(first_cm):
    ride = [Message(RECORD, {**record.fields, 5: record.fields[5] + first_cm}) for record in moving_records()]

    assert parse_single(*ride, bare_session()).distance_m == 4200
    assert parse_single(*ride).distance_m == 4200


def test_each_session_has_the_records_of_its_own_time():
    legs = parse_all(
        *moving_records(1300),
        bare_session(0, 600, f5=1, f9=420_000),
        bare_session(650, 600, f5=2),
    )

    assert [leg.distance_m for leg in legs] == [4200, 601 * 7]


def test_legs_that_overlap_share_no_records():
    first, second = parse_all(*moving_records(1200), bare_session(0, 1200, f5=1), bare_session(600, 600, f5=2))

    assert (first.distance_m, second.distance_m) == (599 * 7, 599 * 7)


def test_a_short_leg_in_the_middle_of_many_records_has_its_own_alone():
    beats = [
        Message(RECORD, {**r.fields, 3: 100 + 60 * (2000 <= i < 2060)}) for i, r in enumerate(moving_records(6000))
    ]
    legs = parse_all(*beats, bare_session(2000, 29, f5=1), session(START - timedelta(days=1), 60, f16=90, f57=9))

    assert legs[0].average_hr_bpm == 160


def test_sessions_with_the_same_start_are_not_completed_from_records():
    legs = parse_all(*moving_records(), bare_session(f5=1), bare_session(0, 300, f5=2))

    assert [leg.distance_m for leg in legs] == [None, None]


def test_laps_belong_to_the_session_in_whose_time_they_start():
    legs = parse_all(lap(0, 600, f25=1), lap(600, 600, f25=2, f9=500_000), bare_session(), bare_session(600))

    assert [(leg.distance_m, leg.sport) for leg in legs] == [(2000, "run"), (5000, "ride")]


def without_heart_rate(record):
    return Message(RECORD, {number: value for number, value in record.fields.items() if number != 3})


PLAN, STOP = Message(WORKOUT, {4: 2, 6: 3}), Message(EVENT, {253: START, 0: 9, 1: 3})
SEQUENCES = {
    "alone": lambda number, record: [record],
    "with a message now and then": lambda number, record: [PLAN, record] if number % 7 == 3 else [record],
    "in turn with one message": lambda number, record: [record, PLAN],
    "in turn with two": lambda number, record: [PLAN, record, STOP],
    "twice in a group": lambda number, record: [record, PLAN] if number % 2 else [record],
    "in groups too long to recognize": lambda number, record: [PLAN, PLAN, STOP, PLAN, STOP, record],
    "of two layouts": lambda number, record: [without_heart_rate(record) if number % 5 > 2 else record],
    "of two layouts in turn": lambda number, record: [without_heart_rate(record) if number % 2 else record],
}


def decode_one_by_one(monkeypatch):
    monkeypatch.setattr(fit_records, "summarize_columns", unsuited)


def unsuited(*_):
    raise UnsuitedRecords


@pytest.mark.parametrize("is_big_endian", [False, True])
@pytest.mark.parametrize("sequence", SEQUENCES)
def test_columns_and_single_messages_state_the_same(sequence, is_big_endian, monkeypatch):
    messages = [bare_session(30, 700, f8=1)]
    for number, record in enumerate(moving_records(900)):
        messages += SEQUENCES[sequence](number, record)
    by_columns = parse_single(*messages, is_big_endian=is_big_endian)
    decode_one_by_one(monkeypatch)

    assert by_columns.as_json() == parse_single(*messages, is_big_endian=is_big_endian).as_json()
    assert by_columns.distance_m == 703 * 7


@pytest.mark.parametrize("lost", [3, 4, 15, 20])
def test_columns_end_where_a_record_is_cut(lost, monkeypatch):
    file = fit(file_id(), bare_session(), *moving_records(f3=99))[:-lost]
    by_columns = parse_file(file).records
    decode_one_by_one(monkeypatch)

    assert by_columns == parse_file(file).records
    assert by_columns[0].distance_m == 4193


def test_a_single_record_that_is_cut_is_none():
    *ride, last = moving_records(f3=99)
    file = fit(file_id(), session(seconds=600, distance_m=9), *ride, STOP, last)[:-4]

    assert parse_file(file).records[0].average_hr_bpm == 99


def test_a_heart_rate_alone_comes_from_records_with_compressed_times():
    first, *rest = moving_records()
    ride = [first, *(replace(record, is_compressed=True) for record in rest)]

    assert parse_single(*ride, session(seconds=600)).average_hr_bpm == pytest.approx(139.5, abs=0.1)


@pytest.mark.parametrize("number_of_bytes", [2, 1])
def test_a_field_whose_size_does_not_fit_its_type_is_not_read_by_columns(number_of_bytes):
    base_type = {2: UINT16, 1: UINT8}[number_of_bytes]
    ride = [replace(r, fields={**r.fields, 5: 9}, types=((5, base_type),)) for r in moving_records(f0=None, f1=None)]
    file = fit(file_id(), bare_session(), *ride)
    record = parse_file(
        file.replace(bytes([5, number_of_bytes, base_type]), bytes([5, number_of_bytes, UINT32]))
    ).records[0]

    assert (record.distance_m, record.average_temperature_c) == (None, 18)


@pytest.mark.parametrize("unusual", ["compressed", "type", "out of order", "too many distances"])
def test_records_that_do_not_fit_in_columns_are_decoded_one_by_one(unusual, monkeypatch):
    first, *rest = moving_records()
    ride = [first, *rest]
    if unusual == "compressed":
        ride = [first, *(replace(record, is_compressed=True) for record in rest)]
    elif unusual == "out of order":
        monkeypatch.setattr(span_columns, "MAX_SPLITS", 0)
        ride += moving_records(9, start_s=5000)
    elif unusual == "too many distances":
        monkeypatch.setattr(span_columns, "MAX_DISTANCES", 600)
    else:
        ride = [replace(record, types=((3, UINT16), (13, UINT8))) for record in ride]
    add_record = Mock(wraps=RecordSummary.add_record)
    monkeypatch.setattr(RecordSummary, "add_record", lambda *arguments: add_record(*arguments))
    record = parse_single(*ride, bare_session())

    assert (record.distance_m, record.average_temperature_c) == (4200, 18)
    assert record.average_hr_bpm == pytest.approx(139.5, abs=0.1)
    assert add_record.call_count == 601


def count_held_layouts(monkeypatch) -> list[int]:
    """Returns a list to which each release of records adds how many layouts were held."""
    counts: list[int] = []
    release = RecordFinder._release

    def count_and_release(self):
        counts.append(len(self._held))
        release(self)

    monkeypatch.setattr(RecordFinder, "_release", count_and_release)
    return counts


def test_records_of_more_layouts_than_are_held_are_read_by_columns(monkeypatch):
    ride = [replace(record, padding=1 + number % 200) for number, record in enumerate(moving_records())]
    held_counts = count_held_layouts(monkeypatch)
    monkeypatch.setattr(fit_records, "_add_messages", unsuited)

    assert parse_single(*ride, bare_session(f8=1)).distance_m == 4200
    assert max(held_counts) == MAX_LAYOUTS + 1


def test_records_are_passed_on_before_the_end_of_a_large_file(monkeypatch):
    monkeypatch.setattr(record_finder, "MAX_HELD_SIZE", 1000)
    monkeypatch.setattr(fit_records, "_add_messages", unsuited)
    held_counts = count_held_layouts(monkeypatch)

    assert parse_single(*moving_records(), bare_session(f8=1)).distance_m == 4200
    assert len(held_counts) > 1


def test_records_are_looked_at_again_only_for_a_field_that_the_file_defines(monkeypatch):
    monkeypatch.setattr(completion, "summarize_spans", unsuited)

    assert parse_single(*moving_records(f3=None, f13=None), session(seconds=600)).distance_m == 25_000
    assert parse_single(*moving_records(), session(seconds=600, f16=99, f57=9)).distance_m == 25_000


def test_laps_are_decoded_only_for_a_field_that_one_states(monkeypatch):
    monkeypatch.setattr(FileMessages, "laps", property(unsuited))
    stated = session(seconds=600, f16=99, f57=9, f22=0, f59=0)

    assert parse_single(lap(), stated).average_hr_bpm == 99
    assert parse_single(lap(f15=255), session(seconds=600, f57=9, f22=0, f59=0)).average_hr_bpm is None


def counting_ride(*counts):
    """Yields a record every second with these counts of the distance, in meters, and no position."""
    start = fit_timestamp(START)
    return [Message(RECORD, {253: start + second, 5: round(100 * count)}) for second, count in enumerate(counts)]


@pytest.mark.parametrize("has_session", [True, False])
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (range(0, 4001, 10), 4000),
        (range(40_330, 44_331, 10), 4000),
        ([0, *range(40_330, 44_331, 10)], 4000),
        ([*range(0, 4001, 10), 0], 4000),
        ([*range(0, 2001, 10), *range(0, 2001, 10)], 4000),
        ([*range(0, 2001, 10), 42_949_672, *range(2010, 4001, 10)], 4000),
    ],
)
def test_a_fault_of_the_distance_counter_is_no_distance(counts, expected, has_session):
    sessions = [bare_session()] if has_session else []

    assert parse_single(*counting_ride(*counts), *sessions).distance_m == pytest.approx(expected)


@pytest.mark.parametrize("has_session", [True, False])
def test_positions_state_a_distance_where_the_counter_stands_still(has_session):
    sessions = [bare_session()] if has_session else []

    assert 3_000 < parse_single(*moving_records(f5=0), *sessions).distance_m < 6_000
    assert parse_single(*moving_records(f5=0, f0=None, f1=None), *sessions).distance_m == 0


def test_the_timer_runs_by_events_also_where_records_are_read_by_columns(monkeypatch):
    start = fit_timestamp(START)
    events = [Message(EVENT, {253: start + at, 0: 0, 1: kind}) for at, kind in ((0, 0), (300, 4), (400, 0))]
    messages = *events, *moving_records(), bare_session()
    by_columns = parse_single(*messages)
    decode_one_by_one(monkeypatch)

    assert by_columns.as_json() == parse_single(*messages).as_json()
    assert by_columns.timer_s == 500

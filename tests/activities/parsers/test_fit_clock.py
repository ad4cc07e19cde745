"""Times that count from when the device was switched on are dated by the message `timestamp_correlation` alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import (
    LAP,
    START,
    TIMESTAMP_CORRELATION,
    Message,
    activity,
    file_id,
    fit,
    fit_timestamp,
    records,
    session,
)
from tests.activities.parsers.refusals import refusal_of

COUNT_AT_START = 300
CORRELATION = Message(TIMESTAMP_CORRELATION, {253: START + timedelta(seconds=60), 1: COUNT_AT_START + 60})
SESSION = session(f2=COUNT_AT_START, f253=COUNT_AT_START + 3600)


def counted_records(seconds, **options):
    """Yields records whose times count from when the device was switched on."""
    for record in records(seconds=seconds, **options):
        count = int(record.fields[253]) - fit_timestamp(START) + COUNT_AT_START  # type: ignore[arg-type]
        yield replace(record, fields={**record.fields, 253: count})


def parse_single(*messages):
    (record,) = parse_file(fit(file_id(), *messages)).records
    return record


@pytest.mark.parametrize("messages", [(CORRELATION, SESSION), (SESSION, CORRELATION)])
def test_a_session_is_dated_by_the_correlation_wherever_it_stands(messages):
    assert parse_single(*messages).started_at == START


def test_the_end_of_a_session_is_dated_too():
    assert parse_single(CORRELATION, session(f2=None, f253=COUNT_AT_START + 3600)).started_at == START


def test_records_without_a_session_are_dated():
    record = parse_single(CORRELATION, *counted_records(600))

    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 599, 599 * 7)


def test_laps_without_a_session_are_dated():
    lap = Message(LAP, {253: COUNT_AT_START + 600, 2: COUNT_AT_START, 7: 600_000, 9: 300_000})

    assert parse_single(CORRELATION, lap).started_at == START


def test_records_belong_to_a_dated_session_by_their_time():
    first, second = (
        session(f2=COUNT_AT_START + at, f253=COUNT_AT_START + at + 60, f7=60_000, f9=distance_cm)
        for at, distance_cm in ((0, 50_000), (60, None))
    )
    data = fit(file_id(), CORRELATION, *counted_records(120), first, second)

    assert [leg.distance_m for leg in parse_file(data).records] == [500, 59 * 7]


def test_a_heart_rate_alone_comes_from_dated_records():
    assert parse_single(CORRELATION, *counted_records(600), SESSION).average_hr_bpm == pytest.approx(139.5)


def test_compressed_times_count_on_from_the_records_and_not_from_the_correlation():
    first, *following = counted_records(90)
    compressed = (replace(message, is_compressed=True) for message in following)

    assert parse_single(first, CORRELATION, *compressed).elapsed_s == 89


def test_without_a_correlation_the_file_is_refused_whatever_else_it_dates():
    assert refusal_of(fit(file_id(), SESSION, *counted_records(60), activity())).code == "no_time"


@pytest.mark.parametrize("fields", [{253: 4711, 1: 360}, {253: START}, {253: START, 1: 0x10000000}])
def test_a_correlation_that_lacks_either_time_dates_nothing(fields):
    broken = Message(TIMESTAMP_CORRELATION, fields)

    assert refusal_of(fit(file_id(), broken, SESSION)).code == "no_time"
    assert parse_single(broken, CORRELATION, SESSION).started_at == START


def test_absolute_times_stay_as_they_are_beside_a_correlation():
    assert parse_single(CORRELATION, session(START + timedelta(days=1))).started_at == START + timedelta(days=1)


@pytest.mark.parametrize(("offset", "expected"), [(7200, 7200), (20_700, 20_700), (0, None), (12 * 86_400, None)])
def test_the_local_time_of_a_correlation_gives_the_offset(offset, expected):
    correlation = Message(TIMESTAMP_CORRELATION, {253: START, 1: 300, 3: START + timedelta(seconds=offset)})

    assert parse_single(correlation, SESSION).utc_offset_s == expected


def test_the_offset_of_the_activity_message_comes_first():
    correlation = Message(TIMESTAMP_CORRELATION, {253: START, 1: 300, 3: START + timedelta(hours=5)})

    assert parse_single(correlation, session(), activity(offset_s=7200)).utc_offset_s == 7200

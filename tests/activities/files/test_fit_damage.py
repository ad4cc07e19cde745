import struct

import pytest

from activities.parsers.fit.decoder import decode_messages
from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import RECORD, START, WORKOUT, Message, activity, file_id, fit, records, session
from tests.activities.files.refusal import refusal

BODY = (file_id(), *records(seconds=60), session(seconds=60))


def codes(data):
    return [note.code for note in parse_file(data).notes]


def test_a_wrong_checksum_is_a_note_and_loses_nothing():
    assert codes(fit(*BODY, crc=1)) == ["checksum"]


def test_a_sound_file_has_no_notes():
    assert codes(fit(*BODY)) == []


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_a_header_whose_size_was_never_written_is_read_to_the_end_of_the_file(size):
    assert codes(fit(*BODY, size=size)) == ["ends_early"]


@pytest.mark.parametrize("lost", [1, 2])
def test_a_session_before_the_cut_is_whole(lost):
    result = parse_file(fit(*BODY)[:-lost])

    assert result.records[0].flags == set()
    assert [note.code for note in result.notes] == ["ends_early"]


def test_a_file_cut_among_its_records_is_summed_up_to_there_and_is_partial():
    whole = fit(*BODY)
    result = parse_file(whole[: len(whole) * 2 // 3])

    assert result.records[0].flags == {"partial"}
    assert 30 < result.records[0].elapsed_s < 60
    assert [note.code for note in result.notes] == ["from_records", "ends_early"]


def test_bytes_that_make_no_sense_end_the_reading_there():
    body = fit(file_id(), session())[14:-2] + b"\x0b" * 50
    header = struct.pack("<BBHI4s", 12, 16, 2132, len(body), b".FIT")

    assert "ends_early" in codes(header + body + b"\0\0")


def test_what_follows_the_last_part_is_ignored():
    assert codes(fit(*BODY) + b"\0" * 100) == []
    assert codes(fit(*BODY) + b"garbage after the end") == []
    assert codes(fit(*BODY) + b"\0" * 8 + b".FIT") == []


def test_a_part_without_an_activity_beside_one_is_no_reason_to_refuse():
    strap = fit(Message(132, {253: START}, types=((253, 0x86),)))

    assert len(parse_file(fit(*BODY) + strap).records) == 1


def test_more_parts_than_64_are_not_read():
    result = parse_file(fit(*BODY) + fit(file_id()) * 5000)

    assert [note.code for note in result.notes] == ["ends_early"]


def test_headers_of_12_and_of_more_bytes_are_read():
    body = fit(*BODY)[14:-2]
    short = struct.pack("<BBHI4s", 12, 16, 2132, len(body), b".FIT")
    long = struct.pack("<BBHI4s4x", 16, 16, 2132, len(body), b".FIT")

    for header in (short, long):
        assert parse_file(header + body + b"\0\0").records[0].elapsed_s == 60


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (1, "fit_settings"), (2, "fit_settings"), (5, "fit_workout"), (6, "fit_course"), (9, "fit_weight"),
        (15, "fit_monitoring"), (32, "fit_monitoring"), (34, "fit_other"),
    ],
)  # fmt: skip
def test_every_other_kind_of_file_is_refused_by_its_own_sentence(kind, code):
    assert refusal(fit(file_id(kind), session())).code == code


def test_a_workout_message_says_more_than_the_kind():
    assert refusal(fit(file_id(14), Message(WORKOUT, {4: 2, 6: 3}))).code == "fit_workout"


def test_an_activity_with_its_planned_workout_is_an_activity():
    assert len(parse_file(fit(file_id(), Message(WORKOUT, {4: 2, 6: 3}), session())).records) == 1


def test_a_file_that_does_not_say_its_kind_is_one_if_it_has_a_session():
    assert len(parse_file(fit(session())).records) == 1
    assert refusal(fit(*records(seconds=10))).code == "fit_other"


def test_a_file_damaged_at_its_beginning_is_refused():
    data = fit(*BODY)

    assert refusal(data[:14] + b"\x0b" + data[15:]).code == "damaged"


def test_a_single_record_is_nothing_to_measure():
    assert refusal(fit(file_id(), *records(seconds=1))).code == "no_content"


def test_an_activity_file_with_nothing_in_it_does_not_say_when():
    assert refusal(fit(file_id(), activity())).code == "no_time"


def test_too_many_sessions_are_refused():
    many = [session(seconds=second) for second in range(60, 170)]

    assert refusal(fit(file_id(), *many)).code == "too_many"


def test_messages_without_a_wanted_field_are_stepped_over():
    empty = bytes([0x40, 0, 0, 18, 0, 0]) + b"\0" * 1000

    assert list(decode_messages(empty, lambda number: frozenset({2}))) == []


def test_records_of_an_impossible_clock_are_not_summed_over_the_jump():
    far = Message(RECORD, {253: 0xF0000000, 5: 9_999_999})
    result = parse_file(fit(file_id(), *records(seconds=60), far))

    assert result.records[0].elapsed_s == 59

import struct

import pytest

from activities.parsers.fit import reader
from activities.parsers.fit.decoder import decode_messages
from activities.parsers.fit.definition import WantedFields
from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import RECORD, START, WORKOUT, Message, activity, file_id, fit, records, session
from tests.activities.parsers.refusals import refusal_of

BODY = (file_id(), *records(seconds=60), session(seconds=60))


def note_codes(data):
    return [note.code for note in parse_file(data).notes]


def test_a_wrong_checksum_is_a_note_and_loses_nothing():
    assert note_codes(fit(*BODY, crc=1)) == ["checksum"]


def test_a_sound_file_has_no_notes():
    assert note_codes(fit(*BODY)) == []


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_a_header_whose_size_was_never_written_is_read_to_the_end_of_the_file(size):
    assert note_codes(fit(*BODY, size=size)) == ["ends_early"]


@pytest.mark.parametrize("lost", [1, 2])
def test_a_session_before_the_cut_is_complete(lost):
    result = parse_file(fit(*BODY)[:-lost])

    assert result.records[0].flags == set()
    assert [note.code for note in result.notes] == ["ends_early"]


def test_a_file_cut_among_its_records_is_summed_up_to_there_and_is_partial():
    data = fit(*BODY)
    result = parse_file(data[: len(data) * 2 // 3])

    assert result.records[0].flags == {"partial"}
    assert result.records[0].elapsed_s == pytest.approx(45, abs=14)
    assert [note.code for note in result.notes] == ["from_records", "ends_early"]


def test_bytes_that_make_no_sense_end_the_file_early():
    body = fit(file_id(), session())[14:-2] + b"\x0b" * 50
    header = struct.pack("<BBHI4s", 12, 16, 2132, len(body), b".FIT")

    assert "ends_early" in note_codes(header + body + b"\0\0")


def test_bytes_after_the_last_chained_file_are_ignored():
    assert note_codes(fit(*BODY) + b"\0" * 100) == []
    assert note_codes(fit(*BODY) + b"garbage after the end") == []
    assert note_codes(fit(*BODY) + b"\0" * 8 + b".FIT") == []


def test_a_chained_file_without_an_activity_beside_a_recording_is_no_reason_to_refuse():
    monitor = fit(Message(132, {253: START}, types=((253, 0x86),)))

    assert len(parse_file(fit(*BODY) + monitor).records) == 1


def test_chained_files_after_the_64th_are_not_read():
    result = parse_file(fit(*BODY) + fit(file_id()) * 5000)

    assert [note.code for note in result.notes] == ["ends_early"]


def test_headers_of_12_and_of_more_bytes_are_read():
    body = fit(*BODY)[14:-2]
    short = struct.pack("<BBHI4s", 12, 16, 2132, len(body), b".FIT")
    extended = struct.pack("<BBHI4s4x", 16, 16, 2132, len(body), b".FIT")

    for header in (short, extended):
        assert parse_file(header + body + b"\0\0").records[0].elapsed_s == 60


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (1, "fit_settings"), (2, "fit_settings"), (5, "fit_workout"), (6, "fit_course"), (9, "fit_weight"),
        (15, "fit_monitoring"), (32, "fit_monitoring"), (34, "fit_other"),
    ],
)  # fmt: skip
def test_every_other_file_type_is_refused_with_its_own_code(kind, code):
    assert refusal_of(fit(file_id(kind), session())).code == code


def test_a_workout_message_counts_more_than_the_file_type():
    assert refusal_of(fit(file_id(14), Message(WORKOUT, {4: 2, 6: 3}))).code == "fit_workout"


def test_an_activity_with_its_planned_workout_is_an_activity():
    assert len(parse_file(fit(file_id(), Message(WORKOUT, {4: 2, 6: 3}), session())).records) == 1


def test_a_file_without_a_type_is_an_activity_if_it_has_a_session():
    assert len(parse_file(fit(session())).records) == 1
    assert refusal_of(fit(*records(seconds=10))).code == "fit_other"


def test_a_file_damaged_at_its_beginning_is_refused():
    data = fit(*BODY)

    assert refusal_of(data[:14] + b"\x0b" + data[15:]).code == "damaged"


def test_a_file_cut_before_its_first_time_is_refused_as_damaged():
    assert refusal_of(fit(file_id(), session())[:-40]).code == "damaged"
    assert refusal_of(fit(file_id(), size=0)).code == "damaged"


def test_a_single_record_is_refused_as_no_content():
    assert refusal_of(fit(file_id(), *records(seconds=1))).code == "no_content"


def test_an_activity_file_without_any_time_is_refused_as_no_time():
    assert refusal_of(fit(file_id(), activity())).code == "no_time"


def test_too_many_sessions_are_refused():
    sessions = [session(seconds=second) for second in range(60, 170)]

    assert refusal_of(fit(file_id(), *sessions)).code == "too_many"


def test_too_many_sessions_are_refused_before_they_are_completed(monkeypatch):
    monkeypatch.setattr(reader, "complete_sessions", None)
    sessions = [session(seconds=second) for second in range(60, 170)]

    assert refusal_of(fit(file_id(), *sessions)).code == "too_many"


def test_messages_without_a_wanted_field_are_skipped():
    empty = bytes([0x40, 0, 0, 18, 0, 0]) + b"\0" * 1000

    assert list(decode_messages(empty, WantedFields({18: frozenset({2})}))) == []


def test_a_text_that_is_defined_twice_is_read_once():
    names = struct.pack("<BBBHB", 0x40, 0, 0, 0, 3) + bytes([0, 1, 0, 8, 5, 7, 8, 5, 7]) + b"\0\x04Edge\0Fenix"
    body = names + fit(session())[14:-2]
    header = struct.pack("<BBHI4s", 12, 16, 2132, len(body), b".FIT")

    assert parse_file(header + body + b"\0\0").records[0].device == "Fenix"


def test_records_of_an_impossible_clock_are_not_summed_over_the_jump():
    distant = Message(RECORD, {253: 0xF0000000, 5: 9_999_999})
    result = parse_file(fit(file_id(), *records(seconds=60), distant))

    assert result.records[0].elapsed_s == 59

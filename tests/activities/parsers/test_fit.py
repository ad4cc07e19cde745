from datetime import timedelta
from hashlib import sha256

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.fit import (
    DEVICE_INFO,
    FLOAT,
    LAP,
    RECORD,
    SESSION,
    START,
    STRING,
    UINT16,
    UINT32,
    Message,
    activity,
    file_id,
    fit,
    records,
    session,
)
from tests.activities.parsers.refusals import refusal_of


def parse_single(*messages):
    """Returns the one record of a FIT file of these messages."""
    (record,) = parse_file(fit(file_id(), *messages)).records
    return record


def test_a_session_is_read_with_all_its_figures():
    record = parse_single(session(f16=143, f22=310, f57=-4, f59=3_500_000), activity())

    assert (record.elapsed_s, record.timer_s, record.moving_s) == (3600, 3600, 3500)
    assert (record.distance_m, record.elevation_gain_m) == (25_000, 310)
    assert (record.average_hr_bpm, record.average_temperature_c) == (143, -4)
    assert (record.started_at, record.utc_offset_s) == (START, 7200)
    assert (record.sport, record.sport_raw, record.device) == ("ride", "cycling/generic", "Garmin Edge 530")


def test_the_id_is_the_hash_of_the_bytes_and_the_number_of_the_activity():
    data = fit(file_id(), session())

    assert parse_file(data).records[0].provider_id == f"{sha256(data).hexdigest()}:0"
    assert parse_file(data).kind == "fit"


def test_figures_that_are_absent_or_invalid_are_not_given_and_zero_stays_zero():
    record = parse_single(session(f7=0xFFFFFFFF, f8=None, f9=0, f22=0xFFFF))

    assert (record.elapsed_s, record.timer_s, record.elevation_gain_m, record.moving_s) == (None, None, None, None)
    assert record.distance_m == 0


@pytest.mark.parametrize(("stated", "expected"), [(0, None), (1, None), (2, 2), (254, 254), (255, None)])
def test_a_heart_rate_of_0_1_or_255_is_none(stated, expected):
    types = ((16, UINT16),)

    assert parse_single(Message(SESSION, session(f16=stated).fields, types)).average_hr_bpm == expected


@pytest.mark.parametrize("impossible", [{"seconds": 31 * 86_400}, {"distance_m": 20_000_001}])
def test_a_figure_that_cannot_be_true_is_not_given_and_the_rest_stays(impossible):
    record = parse_single(session(**impossible, f16=140))

    assert None in (record.elapsed_s, record.distance_m)
    assert record.average_hr_bpm == 140


def test_a_timer_longer_than_the_elapsed_time_is_kept_as_stated():
    assert parse_single(session(f8=3_601_000)).timer_s == 3601


def test_the_start_is_the_session_s_and_not_when_the_file_was_created():
    later = START + timedelta(hours=5)

    assert parse_single(session(later)).started_at == later


def test_a_start_that_is_no_date_is_the_end_minus_the_elapsed_time():
    assert parse_single(session(f2=4711)).started_at == START


def test_without_any_date_in_the_session_the_first_record_is_the_start():
    assert parse_single(*records(seconds=10), session(f2=4711, f253=4711)).started_at == START


def test_a_session_without_any_time_is_refused():
    assert refusal_of(fit(file_id(), session(f2=None, f253=None))).code == "no_time"


def test_a_date_in_the_future_is_refused_with_its_year():
    refused = refusal_of(fit(file_id(), session(f2=0xFFFFFFF0, f253=None)))

    assert (refused.code, refused.values) == ("bad_time", {"year": 2126})


@pytest.mark.parametrize("messages", [[session(f2=None, f253=0xF0000000)], list(records(START.replace(year=2090), 60))])
def test_an_impossible_time_is_never_called_absent(messages):
    assert refusal_of(fit(file_id(), *messages)).code == "bad_time"


def test_a_session_with_an_impossible_start_begins_at_its_first_lap_or_record():
    broken = session(f2=0xFFFFFFF0, f253=0xFFFFFFF0)
    lap = Message(LAP, {253: START + timedelta(hours=1), 2: START, 7: 3_600_000})

    assert parse_single(broken, lap).started_at == START
    assert parse_single(*records(seconds=10), broken).started_at == START


@pytest.mark.parametrize("offset", [-7 * 3600, 19_800, 8 * 3600 + 40])
def test_an_offset_of_whole_quarters_is_believed_within_a_minute(offset):
    assert parse_single(session(), activity(offset_s=offset)).utc_offset_s == round(offset / 900) * 900


@pytest.mark.parametrize("offset", [0, 12 * 86_400, -13 * 3600, 7200 + 300])
def test_any_other_offset_is_not_given(offset):
    assert parse_single(session(), activity(offset_s=offset)).utc_offset_s is None


def test_a_local_time_of_zero_gives_no_offset():
    message = activity()

    assert parse_single(session(), Message(message.number, {**message.fields, 5: 0})).utc_offset_s is None


def test_an_indoor_session_is_flagged_as_trainer():
    record = parse_single(session(f6=6))

    assert (record.sport, record.flags) == ("indoor_ride", {"trainer"})


def test_a_sub_sport_that_has_no_name_yet_falls_back_to_its_sport_and_keeps_its_number():
    record = parse_single(session(f6=200))

    assert (record.sport, record.sport_raw) == ("ride", "cycling/200")


def test_sessions_of_one_file_are_legs_of_one_multisport_transitions_included():
    data = fit(file_id(), session(f5=5), session(START + timedelta(hours=1), 60, f5=3), session(START, 7200, f5=1))
    legs = parse_file(data).records

    assert [leg.leg for leg in legs] == [0, 1, 2]
    assert {leg.parent_id for leg in legs} == {sha256(data).hexdigest()}
    assert [leg.sport for leg in legs] == ["swim", "transition", "run"]


def test_sessions_of_chained_files_are_independent():
    data = fit(file_id(), session()) + fit(file_id(), session(f5=5))

    assert [(record.leg, record.parent_id, record.sport) for record in parse_file(data).records] == [
        (None, None, "ride"),
        (None, None, "swim"),
    ]


def test_two_multisport_files_in_a_chain_have_different_parents():
    first = fit(file_id(), session(), session(f5=1))
    second = fit(file_id(), session(f5=5), session(f5=11))

    assert len({leg.parent_id for leg in parse_file(first + second).records}) == 2


def test_the_same_session_twice_is_one_activity():
    result = parse_file(fit(file_id(), session()) * 2)

    assert len(result.records) == 1
    assert [note.code for note in result.notes] == ["duplicate"]


def test_a_session_without_a_time_among_others_is_left_out_and_counted():
    result = parse_file(fit(file_id(), session(), session(f2=None, f253=None)))

    assert len(result.records) == 1
    assert [(note.code, note.count) for note in result.notes] == [("untimed_left_out", 1)]


@pytest.mark.parametrize(
    ("first", "device"),
    [
        (file_id(f8="ELEMNT\tROAM "), "ELEMNT ROAM"),
        (file_id(product=2697), "Garmin fenix 5"),
        (file_id(product=60_000), "Garmin 60000"),
        (file_id(manufacturer=260, product=0), "Zwift"),
        (file_id(manufacturer=70, product=46), "Sigma 46"),
        (file_id(manufacturer=255, product=7), None),
        (file_id(manufacturer=64_000), None),
    ],
)
def test_the_device_is_named_by_the_file_or_by_its_numbers(first, device):
    (record,) = parse_file(fit(first, session())).records

    assert record.device == device


def test_a_sensor_is_not_the_device():
    sensor = Message(DEVICE_INFO, {0: 3, 2: 32, 27: "Strap"})
    creator = Message(DEVICE_INFO, {0: 0, 2: 289, 27: "Karoo 2"})

    assert parse_single(sensor, creator, session()).device == "Karoo 2"


@pytest.mark.parametrize(
    ("name", "device"),
    [
        (b"Caf\xe9", "Caf"),
        (b"\xff\xfe\xfd", "Sigma 46"),
        (b"\xfeA\x99B", "Sigma 46"),
        (b"- ?", "Sigma 46"),
        (b"\x01\x02", "Sigma 46"),
    ],
)
def test_bytes_that_are_no_text_are_left_out_of_the_device_and_bytes_without_any_text_are_no_name(name, device):
    (record,) = parse_file(fit(file_id(manufacturer=70, product=46, f8=name), session())).records

    assert record.device == device


def test_a_name_without_text_gives_way_to_that_of_the_device_message():
    creator = Message(DEVICE_INFO, {0: 0, 2: 289, 27: "Karoo 2"})
    (record,) = parse_file(fit(file_id(f8=b"\xff\xfe"), creator, session())).records

    assert record.device == "Karoo 2"


def test_big_endian_files_read_the_same():
    messages = [file_id(), *records(seconds=20), session(f22=10), activity()]
    little, big = parse_file(fit(*messages)).records[0], parse_file(fit(*messages, is_big_endian=True)).records[0]

    assert little.as_json() | {"provider_id": ""} == big.as_json() | {"provider_id": ""}


@pytest.mark.parametrize("types", [((16, STRING),), ((16, FLOAT),)])
def test_a_heart_rate_of_an_unexpected_type_is_not_given(types):
    value = "fast" if types[0][1] == STRING else float("inf")

    assert parse_single(Message(SESSION, session(f16=value).fields, types)).average_hr_bpm is None


def test_a_field_whose_size_does_not_fit_its_type_is_padding():
    odd = Message(SESSION, session(f57=b"x").fields, types=((57, UINT32),))

    assert (parse_single(odd).distance_m, parse_single(odd).average_temperature_c) == (25_000, None)


def test_developer_fields_without_a_description_are_padding():
    padded = [Message(RECORD, record.fields, padding=7) for record in records(seconds=10)]

    assert parse_single(*padded, Message(SESSION, session().fields, padding=3)).distance_m == 25_000

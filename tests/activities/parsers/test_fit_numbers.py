"""Numbers of FIT that are too large for any calendar are no fault of tracekit's."""

from itertools import product
from struct import calcsize

import pytest

from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from providers.sandbox.writers import fit
from providers.sandbox.writers.fit import LAP, RECORD, SESSION, START, TIMESTAMP_CORRELATION, Message

SINT64, UINT64, FLOAT64 = 0x8E, 0x8F, 0x89
CODES = {SINT64: "q", UINT64: "Q", FLOAT64: "d"}
NOW = fit.fit_timestamp(START)
EXTREMES = {
    SINT64: (-(2**63), -1, 2**63 - 2),
    UINT64: (2**32, 2**63, 2**64 - 2),
    FLOAT64: (float("inf"), float("nan"), 1e308, -1e308),
}
MESSAGES = {
    SESSION: {253: NOW, 2: NOW, 7: 100_000, 9: 100_000},
    LAP: {253: NOW, 2: NOW, 7: 100_000, 9: 100_000},
    TIMESTAMP_CORRELATION: {253: NOW, 1: 5, 3: NOW},
    RECORD: {253: NOW, 5: 100},
}


@pytest.mark.parametrize("number", MESSAGES)
@pytest.mark.parametrize("base_type", EXTREMES)
def test_a_number_of_64_bits_is_read_or_refused(monkeypatch, number, base_type):
    monkeypatch.setattr(fit, "CODES", fit.CODES | CODES)
    assert calcsize(CODES[base_type]) == 8
    codes = set()
    records = [Message(RECORD, {253: 50, 5: 1}), Message(RECORD, {253: 60, 5: 100})]
    for field, value, left_out in product(MESSAGES[number], EXTREMES[base_type], (None, *MESSAGES[number])):
        values = {key: other for key, other in MESSAGES[number].items() if key != left_out} | {field: value}
        message = Message(number, values, types=((field, base_type),))
        for others in ([], records, [fit.session()]):
            try:
                parse_file(fit.fit(fit.file_id(), message, *others))
            except FileRefused as refused:
                codes.add(refused.code)
    assert codes <= {"no_time", "bad_time", "no_content"}

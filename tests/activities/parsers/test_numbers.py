import pytest

from activities.parsers.numbers import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 46.5\n", 46.5),
        ("1e3", 1000),
        ("46,5", 46.5),
        ("1,5E2", 150),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1,234,567", 1_234_567),
        ("۴۶.۵", 46.5),
        ("٤٦٫٥", 46.5),
        ("\u22125,5", -5.5),
        ("\u200e46,5", 46.5),
    ],
)
def test_a_number_is_read_as_programs_write_it(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", [None, "", " ", "NaN", "inf", "-Infinity", "1e999", "abc", "--5", "46.5 m", "," * 99])
def test_what_is_no_finite_number_is_none(text):
    assert parse_number(text) is None

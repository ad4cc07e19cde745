"""Files damaged at random are parsed or refused, and nothing else ever happens."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.parsers.gunzip import gunzip
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused, ParseResult
from providers.sandbox.writers import fit, gpx, tcx

LATER = fit.START + timedelta(hours=2)
SEEDS = [
    fit.fit(fit.file_id(f8="Name"), *fit.records(seconds=20), fit.session(f16=140), fit.activity()),
    fit.fit(fit.file_id(), *fit.records(seconds=20), is_big_endian=True),
    fit.fit(fit.file_id(), fit.session(), fit.session(LATER)) + fit.fit(fit.file_id(), fit.session(f5=1)),
    gpx.gpx(gpx.track(gpx.points(seconds=60, step=6, heart_rate=True), name="Café")).encode(),
    tcx.tcx(tcx.activity(tcx.lap(heart_rate=120, points=tcx.points(seconds=60, step=6)))).encode(),
]


@st.composite
def damaged_files(draw):
    """Draws a file with bytes changed, taken out or doubled in up to four places."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data[start:end] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[start:end]) * 2)))
    return bytes(data)


def parse_damaged_files(parse: Callable[[bytes], ParseResult], max_examples: int) -> Counter[str]:
    """Returns how many damaged files were parsed and how many were refused. Raises what else `parse` raises."""
    outcomes: Counter[str] = Counter()

    @settings(max_examples=max_examples, deadline=None, database=None)
    @given(damaged_files())
    def parse_one_file(data: bytes) -> None:
        try:
            records = parse(data).records
        except FileRefused:
            outcomes["refused"] += 1
            return
        outcomes["parsed"] += 1
        assert all(record.started_at.year >= 1980 for record in records)

    parse_one_file()
    return outcomes


def assert_both_occurred(outcomes: Counter[str]) -> None:
    """Fails unless files were parsed and files were refused."""
    assert min(outcomes["parsed"], outcomes["refused"]) >= 10, outcomes


def test_damaged_files_are_parsed_or_refused():
    assert_both_occurred(parse_damaged_files(parse_file, max_examples=2000))


def test_a_parser_that_refuses_every_damaged_file_is_noticed():
    def refuse(data: bytes) -> ParseResult:
        raise FileRefused("damaged", what="FIT")

    with pytest.raises(AssertionError, match="refused"):
        assert_both_occurred(parse_damaged_files(refuse, max_examples=50))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08", b"<gpx>", b"\x0e\x10\0\0\xff\0\0\0.FIT\0\0"]))
def test_any_bytes_are_parsed_or_refused(data, start):
    for parse in (parse_file, gunzip):
        with suppress(FileRefused):
            parse(start + data)

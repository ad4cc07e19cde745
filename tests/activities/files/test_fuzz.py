"""Files damaged at random: each is read or refused, and nothing else ever happens."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.parsers.gz import gunzip
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from providers.sandbox.writers import fit, gpx, tcx

LATER = fit.START + timedelta(hours=2)
SEEDS = [
    fit.fit(fit.file_id(f8="Name"), *fit.records(seconds=20), fit.session(f16=140), fit.activity()),
    fit.fit(fit.file_id(), *fit.records(seconds=20), big=True),
    fit.fit(fit.file_id(), fit.session(), fit.session(LATER)) + fit.fit(fit.file_id(), fit.session(f5=1)),
    gpx.gpx(gpx.track(gpx.points(seconds=60, step=6, heart_rate=True), name="Café")).encode(),
    tcx.tcx(tcx.activity(tcx.lap(heart_rate=120, points=tcx.points(seconds=60, step=6)))).encode(),
]


@st.composite
def damaged(draw):
    """A file with bytes changed, taken out or doubled in up to four places."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.integers(0, 12)))
        data[at:until] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[at:until]) * 2)))
    return bytes(data)


@settings(max_examples=400, deadline=None)
@given(damaged())
def test_a_damaged_file_is_read_or_refused(data):
    with suppress(FileRefused):
        for record in parse_file(data).records:
            assert record.started_at.year >= 1980


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08", b"<gpx>", b"\x0e\x10\0\0\xff\0\0\0.FIT\0\0"]))
def test_any_bytes_are_read_or_refused(data, start):
    for reading in (parse_file, gunzip):
        with suppress(FileRefused):
            reading(start + data)

"""The parsers agree with fitparse and gpxpy on generated files."""

from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from bench.oracles import differences, fit_messages, fit_records, gpx_figures, gpx_records
from providers.sandbox.writers import fit, gpx

SESSION = fit.session(f16=141, f22=512, f57=21, f59=3_300_000, f6=7)
DESCRIBED = [
    fit.Message(fit.DEVELOPER_DATA_ID, {3: 0}),
    fit.Message(fit.FIELD_DESCRIPTION, {0: 0, 1: 0, 2: 2, 3: "Speed"}),
]
RECORDS = list(fit.records(seconds=120))
FIT = {
    "plain": fit.fit(fit.file_id(), *RECORDS, SESSION, fit.activity()),
    "hour": fit.hour_ride(f16=150),
    "big endian": fit.fit(fit.file_id(), *RECORDS, SESSION, fit.activity(), is_big_endian=True),
    "chained": fit.fit(fit.file_id(), SESSION) + fit.fit(fit.file_id(), fit.session(f5=5)),
    "multisport": fit.fit(fit.file_id(), SESSION, fit.session(f5=3, f9=0), fit.session(f5=1, f22=None)),
    "invalid values": fit.fit(fit.file_id(), fit.session(f7=0xFFFFFFFF, f16=0xFF, f22=0xFFFF, f57=0x7F)),
    "compressed times": fit.fit(
        fit.file_id(),
        RECORDS[0],
        *(fit.Message(fit.RECORD, message.fields, is_compressed=True) for message in RECORDS),
        SESSION,
    ),
    "developer fields": fit.fit(
        fit.file_id(), *DESCRIBED, *(fit.Message(fit.RECORD, message.fields, padding=1) for message in RECORDS), SESSION
    ),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fitparse reads dates with utcfromtimestamp
@pytest.mark.parametrize("name", FIT)
def test_fit_records_equal_those_of_fitparse(name):
    assert list(differences(parse_file(FIT[name]).records, fit_records(fit_messages(FIT[name])))) == []


def hilly_points(count, start=gpx.START):
    """Yields points up and down, some without an elevation, a time or a move, and one jump far away."""
    for second in range(count):
        place = 42 + second * 2e-4 * (second % 7 > 1) + (second > count // 2), -8 - second * 1e-5
        height = None if second % 11 == 3 else second % 23 * 1.5 - 4.5
        yield gpx.point(*place, None if second % 13 == 5 else start + timedelta(seconds=second * 30), height)


GPX = {
    "hour": gpx.hour_ride(),
    "hills": gpx.gpx(gpx.track(hilly_points(400))).encode(),
    "segments": gpx.gpx(
        gpx.track(hilly_points(50), [], hilly_points(50, gpx.START + timedelta(hours=2)), name="x")
    ).encode(),
    "other names": gpx.gpx(gpx.track(hilly_points(9), kind="Ride"), namespace="").encode(),
}


@pytest.mark.parametrize("name", GPX)
def test_gpx_records_equal_those_of_gpxpy(name):
    assert list(differences(parse_file(GPX[name]).records, gpx_records(gpx_figures(GPX[name])))) == []

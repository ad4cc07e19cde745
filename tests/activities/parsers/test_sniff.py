import gzip

import pytest

from activities.parsers.parse import parse_file
from activities.parsers.sniff import detect_type
from providers.sandbox.writers import fit, gpx, tcx
from tests.activities.parsers.refusals import refusal_of


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (fit.fit(fit.file_id()), "fit"),
        (gpx.gpx().encode(), "xml"),
        (("\ufeff \n" + tcx.tcx()).encode(), "xml"),
        (gpx.gpx().encode("utf-16"), "xml"),
        (gzip.compress(b"anything", mtime=0), "gz"),
        (b"PK\x03\x04 anything", "zip"),
    ],
)
def test_the_type_is_detected_by_content(data, expected):
    assert detect_type(data) == expected


@pytest.mark.parametrize(
    ("data", "code", "detected"),
    [
        (b"", "empty", None),
        (b"\0" * 500, "zeros", None),
        (b"\x89PNG\r\n\x1a\n", "unknown", "a PNG picture"),
        (b"%PDF-1.7", "unknown", "a PDF document"),
        (b"date,distance\n2026-05-03,25\n", "unknown", "a CSV table"),
        (b"[Params]\nVersion=106", "unknown", "a Polar HRM file"),
        (b"hello", "unknown", ""),
        (b"< that is all", "unknown", ""),
        (b"<!--" + b" " * 70_000 + b"--><gpx/>", "unknown", ""),
        (b"<kml/>", "xml_other", "KML"),
        (b"<secret-root/>", "xml_other", "different XML"),
        (gzip.compress(b"gz in gz", mtime=0), "zip_nested", None),
    ],
)
def test_everything_else_is_refused_with_its_type(data, code, detected):
    refused = refusal_of(data)

    assert (refused.code, refused.values.get("what")) == (code, detected)


def test_a_file_larger_than_the_limit_of_its_type_is_refused():
    refused = refusal_of(fit.fit(fit.file_id()) + b"\0" * (32 << 20))

    assert (refused.code, refused.values) == ("too_big", {"mb": 32})


def test_every_parser_is_reached():
    files = (fit.hour_ride(), gpx.hour_ride(), tcx.hour_ride())
    assert {parse_file(data).kind for data in files} == {"fit", "gpx", "tcx"}

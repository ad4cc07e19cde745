"""XML that is not well-formed is read on after its errors, under the same limits."""

import pytest

from activities.parsers.broken_xml import BrokenXmlParser
from activities.parsers.gpx import GpxReader
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from activities.parsers.xml_reader import TooDeep
from providers.sandbox.writers import gpx
from tests.activities.parsers.refusals import refusal_of

EXTENSIONS = "<extensions><gpxtpx:E><gpxtpx:hr>130</gpxtpx:hr><ql:temp>20</ql:temp></gpxtpx:E></extensions>"
POINTS = [text.replace("</trkpt>", f"{EXTENSIONS}</trkpt>") for text in gpx.points(seconds=60, step=10)]
RIDE = gpx.gpx(gpx.track(POINTS, name="NAME"))


def read(data: str | bytes):
    """Returns the one record and the codes of the notes."""
    result = parse_file(data.encode() if isinstance(data, str) else data)
    (record,) = result.records
    return record, [note.code for note in result.notes]


def test_prefixes_that_nobody_declared_lose_nothing():
    record, notes = read(RIDE)

    assert (record.average_hr_bpm, record.average_temperature_c, notes) == (130, 20, [])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tom & Jerry", "Tom & Jerry"),
        ("R&D; A&B", "R&D; A&B"),
        ("I <3 you, 1 < 2", "I <3 you, 1 < 2"),
        ("caf&eacute;&nbsp;&#38; &amp; &quot;", 'café & & "'),
        ("<![CDATA[Tom & <b>Jerry</b>]]> & I", "Tom & <b>Jerry</b> & I"),
        ("&#0;a&#xD800;b &undefined;", "\ufffda\ufffdb &undefined;"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_name_is_read_as_it_is(written, name, encoding):
    data = RIDE.replace("NAME", written).replace("UTF-8", encoding).encode(encoding)
    record, notes = read(data)

    assert (record.name, record.elapsed_s, record.average_hr_bpm, notes) == (name, 50, 130, [])


def test_bytes_of_two_encodings_are_both_read():
    data = RIDE.replace("NAME", "Café X").encode().replace(b" X", b" \xe9t\xe9 &")

    assert read(data)[0].name == "Café été &"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</ele>", ""),
        ("</trkpt>", ""),
        ("</gpxtpx:E>", "</gpxtpx:F>"),
        ('lat="42.0006"', 'lat="42.0006'),
        ("NAME", "NA\0ME"),
        ("<trkseg>", "</p><trkseg>"),
        ("</gpx>", "</gpx>\0\0\0"),
    ],
)
def test_what_stands_around_an_error_is_read_and_the_damage_is_said(old, new):
    record, notes = read(RIDE.replace(old, new))

    assert record.elapsed_s == 50
    assert "damaged_parts" in notes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('lat="42.0006"', "lat=42.0006"),
        ('version="1.1"', 'version="1.1" version="1.1"'),
        ('creator="eTrex 20x"', 'creator="eTrex 20x <& co>"'),
        ('version="1.0"', "version=1.0"),
    ],
)
def test_odd_attributes_lose_nothing(old, new):
    record, notes = read(RIDE.replace(old, new))

    assert (record.elapsed_s, record.moving_s, record.device is not None, notes) == (50, 50, True, [])


def test_two_documents_in_one_file_are_both_read():
    later = RIDE.replace("2026-05-03", "2026-05-04").partition("\n")[2]

    assert len(parse_file((RIDE + later).encode()).records) == 2


def test_a_point_in_a_comment_is_none():
    comment = "<!-- <trkpt lat='1' lon='1'><time>2020-01-01T00:00:00Z</time></trkpt> & -->"

    for data in (RIDE, RIDE.replace("NAME", "&")):
        assert read(data.replace("<trkseg>", f"<trkseg>{comment}"))[0].elapsed_s == 50


def test_points_inside_points_end_them():
    inner = '<extensions><trkpt lat="1" lon="1"></trkpt></extensions>'

    assert read(RIDE.replace("</time>", f"</time>{inner}"))[0].elapsed_s == 50


def test_a_file_of_errors_is_called_damaged():
    assert refusal_of(b"<gpx><trk><trkseg><trkpt></trk></gpx>").code == "damaged"


def test_a_document_type_is_refused_wherever_it_stands():
    with pytest.raises(FileRefused, match="doctype"):
        BrokenXmlParser().parse('<gpx>&<!DOCTYPE gpx [<!ENTITY e "text">]></gpx>')


def test_the_depth_is_limited_after_an_error_and_in_points():
    parser = BrokenXmlParser()
    GpxReader(parser)
    with pytest.raises(TooDeep):
        parser.parse("".join(f"<a{number}>" for number in range(300)))

    inside = RIDE.replace("<ele>", f"{'<a>' * 200_000}<ele>", 1)
    assert refusal_of(inside.encode()).code == "damaged"


def test_the_time_for_an_error_grows_with_the_size_only():
    for piece in ("<!--", "<![CDATA[", "&", "<", '<a b="', "<a " + "b" * 60_000, "</a>", "<a>" * 200 + "</a>" * 200):
        data = ("<gpx>& " + piece * (1_000_000 // len(piece))).encode()
        assert refusal_of(data).code in ("damaged", "gpx_empty")

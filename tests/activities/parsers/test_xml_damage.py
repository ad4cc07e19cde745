from datetime import timedelta

import pytest

from activities.parsers.broken_xml import BrokenXmlParser
from activities.parsers.gpx import GpxReader
from activities.parsers.parse import parse_file
from activities.parsers.xml_stream import read_xml
from providers.sandbox.writers import gpx, tcx
from tests.activities.parsers.refusals import refusal_of

NAME = "Café – jour"
RIDE = gpx.gpx(gpx.track(gpx.points(seconds=60, step=10), name=NAME))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "gb18030"])
def test_every_common_encoding_is_read(encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    data = RIDE.replace("UTF-8", declared).encode(encoding)

    assert parse_file(data).records[0].name == NAME


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding):
    assert parse_file(RIDE.partition("\n")[2].encode(encoding)).records[0].name == NAME


def test_a_file_that_says_utf_16_and_is_utf_8_is_read():
    assert parse_file(RIDE.replace("UTF-8", "utf-16").encode()).records[0].name == NAME


def test_a_file_that_says_utf_8_and_is_cp1252_is_read_as_cp1252():
    result = parse_file(RIDE.encode("cp1252"))

    assert result.records[0].name == NAME
    assert result.notes == ()


@pytest.mark.parametrize("blanks", ["\n\n  ", "\ufeff", "\ufeff\r\n"])
def test_blanks_before_the_declaration_do_no_harm(blanks):
    assert parse_file((blanks + RIDE).encode()).records[0].elapsed_s == 50


def test_a_track_that_is_cut_is_read_up_to_there_and_is_partial():
    data = gpx.hour_ride()
    result = parse_file(data[: len(data) // 2])

    assert result.records[0].elapsed_s == pytest.approx(1800, abs=30)
    assert result.records[0].flags == {"partial"}
    assert [note.code for note in result.notes] == ["ends_early"]


def test_a_track_that_had_ended_is_complete():
    result = parse_file(gpx.hour_ride()[: -len("</gpx>")])

    assert result.records[0].flags == set()
    assert [note.code for note in result.notes] == ["ends_early"]


def test_damage_in_the_middle_keeps_the_points_on_both_sides_of_it():
    data = bytearray(gpx.hour_ride())
    data[len(data) // 2] = 0
    result = parse_file(bytes(data))

    assert result.records[0].elapsed_s == 3599
    assert [note.code for note in result.notes] == ["damaged_parts"]


def test_a_file_damaged_at_its_beginning_is_refused():
    assert refusal_of(b"<gpx><<<").code == "damaged"
    assert refusal_of(b"<TrainingCenterDatabase><<<").code == "damaged"


def test_a_tcx_that_is_cut_in_a_lap_has_the_totals_of_its_points():
    first = tcx.lap(seconds=600, distance_m=4000, points=tcx.points(seconds=600))
    second = tcx.lap(tcx.START + timedelta(minutes=10), 600, 9999, points=tcx.points(seconds=1200, step=2))
    data = tcx.tcx(tcx.activity(first, second)).encode()
    result = parse_file(data[: -len("</Track></Lap></Activity></Activities></TrainingCenterDatabase>") - 5])
    (record,) = result.records

    assert record.flags == {"partial"}
    assert record.timer_s is None
    assert record.distance_m == pytest.approx(599 * 7 + 1198 * 7, abs=20)  # the count begins again in the second lap


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding):
    entity = '<!DOCTYPE gpx [<!ENTITY e "text">]><gpx creator="&e;"><trk><name>&e;</name></trk></gpx>'

    assert refusal_of(entity.encode(encoding)).code == "doctype"


def test_an_external_file_is_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("sentinel")
    entity = f'<!DOCTYPE gpx [<!ENTITY e SYSTEM "{secret.as_uri()}">]><gpx>&e;</gpx>'

    assert refusal_of(entity.encode()).code == "doctype"


def test_the_parser_itself_refuses_a_document_type():
    data = '<!DOCTYPE gpx [<!ENTITY e "text">]><gpx creator="&e;">&e;</gpx>'

    assert refusal_of(data.encode(), lambda data: read_xml(data, GpxReader)).code == "doctype"
    assert refusal_of(data, BrokenXmlParser().parse).code == "doctype"


def test_a_very_deep_document_ends_at_its_depth():
    assert refusal_of(b"<gpx>" + b"<a>" * 100_000).code == "damaged"


def test_a_comment_or_an_instruction_in_a_point_does_no_harm():
    odd = RIDE.replace("<time>", "<?x y?><!-- no --><time>")

    assert parse_file(odd.encode()).records[0].elapsed_s == 50

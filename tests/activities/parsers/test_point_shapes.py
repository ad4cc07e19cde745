"""The shape of a point reads the points after it as expat does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.parsers import point_shapes, xml_stream
from activities.parsers.gpx import GpxReader
from activities.parsers.parse import parse_file
from activities.parsers.tcx import TcxReader
from providers.sandbox.writers import gpx, tcx

ODD = ["", " ", "&amp;", "é", "<!-- -->", "<x/>", "<![CDATA[5]]>", "]]>", '"', "\n", "5<y>6</y>"]
PLAIN = ["46.5", "2026-05-03T06:30:00Z", " 300\n", "-1,5"]
texts = st.sampled_from(PLAIN * 4 + ODD)


class Recorder(GpxReader):
    """Records the points of a document as they come."""

    def __init__(self, parser):
        self.recorded = []
        super().__init__(parser)

    def add_points(self, points):
        self.recorded += points


@st.composite
def documents(draw):
    """Draws a document whose points have few shapes and many values."""
    shapes = draw(
        st.lists(
            st.sampled_from(
                [
                    '<trkpt lat="{a}" lon="{b}"><ele>{c}</ele><time>{d}</time></trkpt>',
                    '<trkpt lon="{a}" lat="{b}">\n<time>{d}</time></trkpt>',
                    '<trkpt lat="{a}" lon="{b}"><ele>{c}</ele><e:extensions><p:hr>{d}</p:hr>{a}</e:extensions></trkpt>',
                    '<trkpt lat="{a}" lon="{b}"><time/><desc>{c}</desc><temp>{d}</temp></trkpt\n>',
                ]
            ),
            min_size=1,
            max_size=2,
        )
    )
    points = "\n".join(
        draw(st.sampled_from(shapes)).format(
            a=draw(st.sampled_from(PLAIN)), b=draw(st.sampled_from(PLAIN)), c=draw(texts), d=draw(texts)
        )
        for _ in range(draw(st.integers(1, 12)))
    )
    return f"<gpx><trk><trkseg>{points}</trkseg><trkseg>{points}</trkseg></trk></gpx>".encode()


def read(data: bytes, min_size: int):
    """Returns the points and notes of a document, whose shapes pay from so many bytes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(point_shapes, "MIN_SIZE", min_size)
        patch.setattr(xml_stream, "MIN_SIZE", min_size)
        reader, notes = xml_stream.read_xml(data, Recorder)
    known = [{name: text.strip() for name, text in point.items() if text.strip()} for point in reader.recorded]
    return known, notes


@settings(max_examples=400, deadline=None)
@given(documents())
def test_points_read_by_their_shape_equal_those_of_expat(data):
    assert read(data, 0) == read(data, len(data) + 1)


@pytest.mark.parametrize(("reader", "data"), [(GpxReader, gpx.hour_ride()), (TcxReader, tcx.hour_ride())])
def test_nearly_all_points_of_a_recording_are_read_by_their_shape(reader, data, monkeypatch):
    learned = []

    def learn(shapes, start, end):
        learned.append(start)
        original(shapes, start, end)

    original = point_shapes.PointShapes.learn
    monkeypatch.setattr(point_shapes.PointShapes, "learn", learn)
    xml_stream.read_xml(data, reader)

    assert 0 < len(learned) < 200


def test_a_recording_whose_points_differ_is_read_without_shapes():
    points = [
        f'<trkpt lat="42" lon="8"><time>2026-05-03T06:{number // 60:02}:{number % 60:02}Z</time><x{number}/></trkpt>'
        for number in range(3000)
    ]

    assert parse_file(gpx.gpx(gpx.track(points)).encode()).records[0].elapsed_s == 2999


@pytest.mark.parametrize("cut", [0, 1, 5, 40, 100])
def test_a_recording_may_end_in_any_point(cut):
    data = gpx.hour_ride()
    end = data.index(b"07:00:00Z") - cut

    assert parse_file(data[:end]).records[0].elapsed_s == pytest.approx(1799, abs=1)

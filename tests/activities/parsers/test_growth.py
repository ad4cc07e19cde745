"""Parsing does about four times the work for four times the bytes, whatever a file is made of."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import process_time

import pytest

from activities.parsers.fit.repetition import find_repetition
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from providers.sandbox.writers.fit import LAP, START, Message, file_id, fit, session

MAX_GROWTH = 9
"""Linear work grows by 4, and quadratic work grows by 16."""

MIN_WORK_S = 0.25
"""A document is fast when it takes less processor time than this, however caches and memory let it grow.

Every loop that once grew with the square of these documents took at least twice as long.
"""

TCX, TCX_END = "<TrainingCenterDatabase><Activities><Activity>", "</Activity></Activities></TrainingCenterDatabase>"
POINT = '<trkpt lat="1" lon="2"><ele>3</ele><time>2026-01-01T00:00:00Z</time></trkpt>'
TRACKPOINT = "<Trackpoint><Time>2026-01-01T00:00:00Z</Time></Trackpoint>"


def fit_of_many_laps(count: int) -> bytes:
    """Returns 90 sessions that state no sport, among so many laps."""
    sessions = [session(START + timedelta(hours=hour), f5=None) for hour in range(90)]
    laps = [Message(LAP, {253: START, 2: START, 7: 1000}) for _ in range(count // 4)]
    return fit(file_id(), *sessions, *laps)


def fit_of_many_sessions(count: int) -> bytes:
    """Returns as many sessions that state no sport as laps."""
    sessions = [session(START + timedelta(seconds=second), f5=None) for second in range(count // 16)]
    laps = [Message(LAP, {253: START, 2: START, 7: 1000}) for _ in range(count // 16)]
    return fit(file_id(), *sessions, *laps)


DOCUMENTS: dict[str, Callable[[int], str | bytes]] = {
    "segments after elements": lambda n: f"<gpx><trk>{'<a/>' * n}{'<trkseg/>' * n}</trk></gpx>",
    "segments without an end": lambda n: f"<gpx><trk>{'<a/>' * n}{'<trkseg/>' * n}",
    "damaged segments": lambda n: f"<gpx><trk>&{'<a/>' * n}{'<trkseg/>' * n}</trk></gpx>",
    "points": lambda n: f"<gpx><trk><trkseg>{POINT * n}</trkseg></trk></gpx>",
    "damaged points": lambda n: f"<gpx><trk><trkseg>&{POINT * n}</trkseg></trk></gpx>",
    "points of two shapes": lambda n: f"<gpx><trk><trkseg>{(POINT + POINT.replace('<ele>3</ele>', '')) * n}",
    "ends of points in a comment": lambda n: f"<gpx><trk><trkseg>{POINT}</trkseg></trk></gpx><!--{'</trkpt>' * n}",
    "ends of points in a comment after points": lambda n: f"<gpx><trk><trkseg>{POINT * n}<!--{'</trkpt>' * n}",
    "a comment": lambda n: f"<gpx><!--{'>' * n * 1000}",
    "an attribute": lambda n: f'<gpx a="{">" * n * 1000}',
    "an instruction": lambda n: f"<gpx><?a {'>' * n * 1000}",
    "attributes": lambda n: f"<gpx {' '.join(map('a{}=1'.format, range(n)))}/>".replace("=1", "='1'"),
    "damaged attributes": lambda n: f"<gpx &><a {'b=c ' * n}/></gpx>",
    "quotation marks": lambda n: f"<gpx &><a {chr(34) * n}></gpx>",
    "open quotation marks": lambda n: f"<gpx &>{'<a b=' + chr(34)}" * n,
    "comments": lambda n: f"<gpx &>{'<!-- -->' * n}{'<!--' * n}",
    "sections": lambda n: f"<gpx &>{'<![CDATA[a]]>' * n}{'<![CDATA[' * n}",
    "ends of tags": lambda n: f"<gpx &>{'<a>' * 200}{'</b>' * n}",
    "fields of a point": lambda n: f"<gpx><trk><trkpt>{'<ele>1</ele>' * n}",
    "texts of a point": lambda n: f"<gpx><trk><trkpt>{'<hr>1</hr>&amp;' * n}</trkpt></trk></gpx>",
    "a long name before segments": lambda n: f"<gpx><trk><name>{' ' * n}</name>{'<trkseg/>' * n}</trk></gpx>",
    "different times": lambda n: f"<gpx><trk>{''.join(f'<trkpt><time>{number}</time></trkpt>' for number in range(n))}",
    "laps": lambda n: f"{TCX}{'<Lap><DistanceMeters>1</DistanceMeters></Lap>' * n}{TCX_END}",
    "laps after a long id": lambda n: f"{TCX}<Id>{'a&amp;' * n}</Id>{'<Lap/>' * n}{TCX_END}",
    "tracks of a lap": lambda n: f"{TCX}<Lap>{'<a/>' * n}{'<Track/>' * n}</Lap>{TCX_END}",
    "trackpoints": lambda n: f"{TCX}<Lap><Track>{TRACKPOINT * n}",
    "laps of many sessions": fit_of_many_laps,
    "sessions and laps": fit_of_many_sessions,
}


def work_s(document: str | bytes) -> float:
    """Returns the seconds of the processor that parsing takes, of three times the least."""
    data = document.encode() if isinstance(document, str) else document
    times = []
    for _ in range(3):
        start = process_time()
        with suppress(FileRefused):
            parse_file(data)
        times.append(process_time() - start)
    return min(times)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_four_times_a_document_takes_about_four_times_the_work(name):
    build, count = DOCUMENTS[name], 4000
    few, many = work_s(build(count)), work_s(build(4 * count))
    assert many < MIN_WORK_S or many / few < MAX_GROWTH


class CountedBytes(bytes):
    """These bytes count how many of them are looked at in slices."""

    read_count = 0

    def __getitem__(self, key):
        part = super().__getitem__(key)
        CountedBytes.read_count += len(part) if isinstance(part, bytes) else 1
        return part


def test_a_look_for_repetition_costs_no_more_than_what_it_finds():
    sizes = [0] * 256
    sizes[1] = sizes[2] = sizes[3] = 1
    for count in (10_000, 40_000):
        CountedBytes.read_count = 0
        assert find_repetition(CountedBytes(b"\1\2" + b"\1\3" * count), 0, sizes)[2] == 1
        assert CountedBytes.read_count < 100

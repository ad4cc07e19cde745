"""Makes inputs of any size for the loops of the readers and the engine, each shaped to be as hard as it can be."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from activities.parsers.archive import Archive
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from matching.engine.candidate import Candidate
from matching.engine.decision_kind import DecisionKind
from matching.engine.decisions import PairDecision
from matching.engine.match import match
from providers.sandbox.writers import fit

Work = Callable[[], object]
START = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
DAY_S = 86_400
POINT = '<trkpt lat="47" lon="11"><ele>{}</ele><time>{:%FT%TZ}</time></trkpt>'
TRACKPOINT = "<Trackpoint><Time>{:%FT%TZ}</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>"
LAP = '<Lap StartTime="{:%FT%TZ}"><TotalTimeSeconds>60</TotalTimeSeconds>{}</Lap>'
TCX_NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def reader_work(count: int) -> dict[str, Work]:
    """Returns by its name the work of each reader on a file of that size."""
    times = [START + timedelta(seconds=second) for second in range(count)]
    points = "".join(POINT.format(place, time) for place, time in enumerate(times))
    laps = "".join(LAP.format(time, "") for time in times)
    trackpoints = "".join(TRACKPOINT.format(time, place) for place, time in enumerate(times))
    sessions = [fit.session(START + timedelta(hours=number), 3000) for number in range(count)]
    laps_of_fit = [fit.Message(fit.LAP, {253: time, 2: time, 7: 1000, 8: 1000}) for time in times]
    records = [fit.Message(fit.RECORD, {253: time, 5: place}) for place, time in enumerate(times)]
    contents = {
        "GPX: points": _gpx(f"<trk><trkseg>{points}</trkseg></trk>"),
        "GPX: empty elements and segments": _gpx(f"<trk>{'<a/>' * count}{'<trkseg/>' * count}</trk>"),
        "GPX: tracks": _gpx(f"<trk><trkseg>{POINT.format(0, START)}</trkseg></trk>" * count),
        "GPX: elements in each other": _gpx("<a>" * count + "</a>" * count),
        "GPX: names": _gpx(f"<trk>{'<name>a</name>' * count}<trkseg>{POINT.format(0, START)}</trkseg></trk>"),
        "GPX: cut off": _gpx(f"<trk><trkseg>{points}")[:-20],
        "TCX: laps": _tcx(laps),
        "TCX: trackpoints": _tcx(LAP.format(START, f"<Track>{trackpoints}</Track>")),
        "TCX: activities": _tcx(LAP.format(START, ""), count),
        "FIT: sessions": fit.fit(fit.file_id(), *sessions),
        "FIT: laps": fit.fit(fit.file_id(), *laps_of_fit, fit.session()),
        "FIT: records": fit.fit(fit.file_id(), *records, fit.session()),
        "FIT: records without a session": fit.fit(fit.file_id(), *records),
        "FIT: chained files": fit.fit(fit.file_id(), fit.session()) * count,
    }
    parsing: dict[str, Work] = {name: _parsing(content) for name, content in contents.items()}
    return parsing | {"zip: entries": _opening(count)}


def engine_work(count: int) -> dict[str, Work]:
    """Returns by its name the engine's work on so many activities."""

    def at(starts: list[float], **values: Any) -> list[Candidate]:
        return [_candidate(number, start, **values) for number, start in enumerate(starts)]

    spread = [number * DAY_S / 2.0 for number in range(count)]
    pairs = at([start + (number % 2) * 60 for number, start in enumerate(sorted([*spread[::2], *spread[::2]]))])
    histories = {
        "a workout each day, in two places": pairs,
        "all with one start": at([0.0] * count),
        "days that are nearly crowded": at([number * DAY_S / 55.0 for number in range(count)]),
        "a chain of overlaps": at([number * 3000.0 for number in range(count)]),
        "an entry for each day": at(spread, elapsed_s=float(DAY_S)),
        "hidden starts": at(spread, flags=frozenset({"hidden_time"})),
        "clocks an hour apart": at([start + (number % 2) * 3600 for number, start in enumerate(spread)]),
    }
    work: dict[str, Work] = {name: partial(match, history) for name, history in histories.items()}
    answers = [PairDecision(DecisionKind.SAME, number, number + 1, 0.0) for number in range(0, count - 1, 2)]
    return work | {"an answer about each pair": partial(match, pairs, answers)}


def _candidate(number: int, start_s: float, **values: Any) -> Candidate:
    provider = ("garmin", "strava")[number % 2]
    ids: dict[str, Any] = {"key": number, "provider": provider, "provider_id": f"{number:06}", "source": provider}
    defaults = {"elapsed_s": 3300.0 + number % 7, "distance_m": 30_000.0, "sport": "ride"}
    return Candidate(**(ids | defaults | values), start_s=start_s)


def _gpx(content: str) -> bytes:
    return f'<gpx version="1.1" creator="bench">{content}</gpx>'.encode()


def _tcx(laps: str, count: int = 1) -> bytes:
    activity = f'<Activity Sport="Biking"><Id>{START:%FT%TZ}</Id>{laps}</Activity>'
    root = "TrainingCenterDatabase"
    return f'<{root} xmlns="{TCX_NAMESPACE}"><Activities>{activity * count}</Activities></{root}>'.encode()


def _parsing(content: bytes) -> Work:
    def parse() -> object:
        try:
            return parse_file(content)
        except FileRefused as refused:
            return refused

    return parse


def _opening(count: int) -> Work:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.jpg" if number else "ride.gpx", b"")
    return lambda: Archive(io.BytesIO(buffer.getvalue()))

"""Parses a TCX file: each `Activity` is one, and those inside a `MultiSportSession` are the legs of one event."""

from collections import Counter
from typing import Any

from activities.parsers import xml_stream
from activities.parsers.creator_device import strip_software_version
from activities.parsers.parsed import ParsedFile, RecordFields
from activities.parsers.result import FileNote, FileRefused
from activities.parsers.tcx_activity import TcxActivity
from activities.sports import sport_of


class TcxReader:
    """Collects the activities of one file, and counts its elements by name."""

    tags = ("MultiSportSession", "Activity", "Id", "Lap", "Creator", "Course", "Workout")
    batch_tag = "Track"

    def __init__(self) -> None:
        self.activities: list[TcxActivity] = []
        self.element_counts: Counter[str] = Counter()
        self._current: TcxActivity | None = None
        self._multisport: int | None = None

    def handle(self, event: str, name: str, element: Any) -> None:
        """Takes the next event of `xml_stream.read_events`."""
        self.element_counts[name] += event == "start"
        if name == "MultiSportSession":
            self._multisport = self.element_counts[name] - 1 if event == "start" else None
        elif name == "Activity":
            self._handle_activity(event, element)
        elif self._current:
            self._handle_child(self._current, event, name, element)

    def _handle_activity(self, event: str, element: Any) -> None:
        if event == "start":
            self._current = TcxActivity(element.get("Sport"), self._multisport)
            self.activities.append(self._current)
        elif self._current:
            self._current.is_open = False
            self._current = None

    def _handle_child(self, activity: TcxActivity, event: str, name: str, element: Any) -> None:
        if name == self.batch_tag and event != "start":
            activity.add_points(element)
            if event == "end":
                activity.elevation_gain.end_segment()
        elif name == "Lap" and event == "start":
            activity.start_lap(element.get("StartTime"))
        elif name == "Lap" and activity.laps:
            activity.laps[-1].read_totals(element)
        elif name == "Id" and event == "end":
            activity.id_time.add_text(element.text)
        elif name == "Creator" and event == "end":
            activity.device = strip_software_version(xml_stream.child_text(element, "Name"))


def parse_tcx(data: bytes) -> ParsedFile:
    """Returns the activities of a TCX file. Raises FileRefused."""
    reader, is_truncated = xml_stream.read_xml(data, TcxReader)
    timed = [activity for activity in reader.activities if activity.elapsed_s]
    if not timed:
        raise _no_activity(reader, is_truncated)
    notes = {"ends_early": int(is_truncated), "untimed_left_out": len(reader.activities) - len(timed)}
    legs: Counter[int | None] = Counter()
    parsed = []
    for activity in timed:
        parsed.append(_fields(activity, legs[activity.multisport]))
        legs[activity.multisport] += 1
    return ParsedFile(parsed, tuple(FileNote(code, count) for code, count in notes.items() if count))


def _fields(activity: TcxActivity, leg: int) -> RecordFields:
    return {
        "sport": sport_of("file", activity.sport),
        "sport_raw": activity.sport,
        "started_at": activity.time_range.started_at,
        "utc_offset_s": activity.time_range.offset_s,
        "elapsed_s": activity.elapsed_s,
        "timer_s": activity.timer_s,
        "distance_m": activity.distance_m,
        "elevation_gain_m": activity.elevation_gain.gain_m,
        "average_hr_bpm": activity.heart_rate,
        "device": activity.device,
        "multisport": activity.multisport,
        "leg": None if activity.multisport is None else leg,
        "flags": frozenset({"partial"} if activity.is_open else ()),
    }


def _no_activity(reader: TcxReader, is_truncated: bool) -> FileRefused:
    """Returns why the file is refused."""
    for activity in reader.activities:
        year = activity.start.impossible_year or activity.point_times.impossible_year
        if activity.time_range.first is not None:
            return FileRefused("no_content")
        return FileRefused("no_time", what="TCX") if year is None else FileRefused("bad_time", year=year)
    if reader.element_counts["Course"]:
        return FileRefused("tcx_course")
    if reader.element_counts["Workout"]:
        return FileRefused("tcx_workout")
    return FileRefused("damaged" if is_truncated else "no_time", what="TCX")

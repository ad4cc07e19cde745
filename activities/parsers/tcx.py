"""A TCX file to activities: one for each `Activity`, the legs of one outing inside a `MultiSportSession`."""

from collections import Counter
from typing import Any

from activities.parsers import xml_stream
from activities.parsers.creator_device import without_version
from activities.parsers.parsed import Fields, ParsedFile
from activities.parsers.result import FileNote, FileRefused
from activities.parsers.tcx_laps import Laps
from activities.sports import sport_of


class TcxReader:
    """The activities of one file so far, and what else stands in it."""

    tags = ("MultiSportSession", "Activity", "Id", "Lap", "Creator", "Course", "Workout")
    hold = "Track"

    def __init__(self) -> None:
        self.activities: list[Laps] = []
        self.seen: Counter[str] = Counter()
        self._current: Laps | None = None
        self._outing: int | None = None

    def take(self, event: str, name: str, element: Any) -> None:
        """The next event of `pull.events`."""
        self.seen[name] += event == "start"
        if name == "MultiSportSession":
            self._outing = self.seen[name] - 1 if event == "start" else None
        elif name == "Activity":
            self._activity(event, element)
        elif self._current:
            self._inside(self._current, event, name, element)

    def _activity(self, event: str, element: Any) -> None:
        if event == "start":
            self._current = Laps(element.get("Sport"), self._outing)
            self.activities.append(self._current)
        elif self._current:
            self._current.is_open = False
            self._current = None

    def _inside(self, current: Laps, event: str, name: str, element: Any) -> None:
        if name == self.hold and event != "start":
            current.add(element)
            if event == "end":
                current.ascent.pause()
        elif name == "Lap" and event == "start":
            current.begin(element.get("StartTime"))
        elif name == "Lap" and current.laps:
            current.laps[-1].close(element)
        elif name == "Id" and event == "end":
            current.stated.seen(element.text)
        elif name == "Creator" and event == "end":
            current.device = without_version(xml_stream.child(element, "Name"))


def read(data: bytes) -> ParsedFile:
    """The activities of a TCX file.  Raises Refused."""
    reading, breaks = xml_stream.pull(data, TcxReader)
    timed = [activity for activity in reading.activities if activity.elapsed_s]
    if not timed:
        raise _refusal(reading, breaks)
    notes = {"ends_early": int(breaks), "untimed_left_out": len(reading.activities) - len(timed)}
    legs: Counter[int | None] = Counter()
    found = []
    for activity in timed:
        found.append(_fields(activity, legs[activity.outing]))
        legs[activity.outing] += 1
    return ParsedFile(found, tuple(FileNote(code, count) for code, count in notes.items() if count))


def _fields(activity: Laps, leg: int) -> Fields:
    return {
        "sport": sport_of("file", activity.sport),
        "sport_raw": activity.sport,
        "started_at": activity.clock.started_at,
        "utc_offset_s": activity.clock.offset_s,
        "elapsed_s": activity.elapsed_s,
        "timer_s": activity.timer_s,
        "distance_m": activity.distance_m,
        "elevation_gain_m": activity.ascent.gain_m,
        "average_hr_bpm": activity.heart_rate,
        "device": activity.device,
        "outing": activity.outing,
        "leg": None if activity.outing is None else leg,
        "flags": frozenset({"partial"} if activity.is_open else ()),
    }


def _refusal(reading: TcxReader, breaks: bool) -> FileRefused:
    for activity in reading.activities:
        year = activity.start.impossible or activity.points.impossible
        if activity.clock.first is not None:
            return FileRefused("no_content")
        return FileRefused("no_time", what="TCX") if year is None else FileRefused("bad_time", year=year)
    if reading.seen["Course"]:
        return FileRefused("tcx_course")
    if reading.seen["Workout"]:
        return FileRefused("tcx_workout")
    return FileRefused("damaged" if breaks else "no_time", what="TCX")

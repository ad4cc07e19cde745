"""Parses a TCX file: each `Activity` is one, and those inside a `MultiSportSession` are the legs of one event."""

from collections import Counter
from collections.abc import Mapping
from functools import partialmethod

from activities.parsers.creator_device import device_of_tcx_creator
from activities.parsers.parsed import ParsedFile, RecordFields
from activities.parsers.result import FileNote, FileRefused
from activities.parsers.tcx_activity import TcxActivity
from activities.parsers.xml_reader import PointTexts, XmlParser, XmlReader, label_of
from activities.parsers.xml_stream import read_xml
from activities.sports import sport_of

FIELDS = frozenset(
    {
        *("Id", "Name", "Value", "Time", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters", "DistanceMeters"),
        *("TotalTimeSeconds", "HeartRateBpm", "AverageHeartRateBpm"),
    }
)
SPORT_FOLDERS = ("Running", "Biking", "Other")
"""Version 1 of the format keeps each activity in the folder of its sport."""


class TcxReader(XmlReader):
    """Collects the activities of one file, and counts its courses and workouts.

    A `Run` of version 1 of the format is an activity of any sport.
    """

    containers = (
        *("Activity", "Run", "MultiSportSession", "Lap", "Track", "Creator", "Author", "Extensions"),
        *("Course", "Workout", *SPORT_FOLDERS),
    )

    point_tag = "Trackpoint"

    def __init__(self, parser: XmlParser) -> None:
        super().__init__(parser)
        self.activities: list[TcxActivity] = []
        self.counts: Counter[str] = Counter()
        self._current: TcxActivity | None = None
        self._multisport: int | None = None
        self._folders: list[str] = []

    @staticmethod
    def field_of(name: str) -> str | None:
        """Returns the field that an element of this local name states; None when its text is not needed."""
        return name if name in FIELDS else None

    def open_multisportsession(self, attributes: Mapping[str, str]) -> None:
        """Begins an event whose activities are its legs."""
        self._multisport = self.counts["MultiSportSession"]
        self.counts["MultiSportSession"] += 1

    def close_multisportsession(self) -> None:
        """Ends an event."""
        self._multisport = None

    def _open_folder(self, sport: str, attributes: Mapping[str, str]) -> None:
        self._folders.append(sport)

    def _close_folder(self) -> None:
        self._folders.pop()

    open_running = partialmethod(_open_folder, "Running")
    open_biking = partialmethod(_open_folder, "Biking")
    open_other = partialmethod(_open_folder, "Other")
    close_running = close_biking = close_other = _close_folder

    def open_activity(self, attributes: Mapping[str, str]) -> None:
        """Begins an activity."""
        self.add_batch()
        sport = attributes.get("Sport") or next(reversed(self._folders), None)
        self._current = TcxActivity(label_of(sport), self._multisport)
        self.activities.append(self._current)

    def close_activity(self) -> None:
        """Ends an activity."""
        if self._current:
            self._take_id(self.values)
            self._current.is_open = False
        self._current = None

    open_run, close_run = open_activity, close_activity

    def open_lap(self, attributes: Mapping[str, str]) -> None:
        """Begins a lap; the `Id` stands before it, for an activity that has no end."""
        if self._current:
            self._take_id(self.outer_values)
            self._current.start_lap(attributes.get("StartTime"))

    def close_lap(self) -> None:
        """Ends a lap, with its totals."""
        if self._current:
            self._current.end_lap(self.values)

    def open_track(self, attributes: Mapping[str, str]) -> None:
        """Begins a track of points."""
        if self._current:
            self._current.start_track()

    def close_track(self) -> None:
        """Ends a track of points."""
        self.add_batch()
        if self._current:
            self._current.end_track()

    def close_creator(self) -> None:
        """Takes the name of the device."""
        if self._current:
            self._current.device = device_of_tcx_creator(label_of(self.values.get("Name")))

    def open_course(self, attributes: Mapping[str, str]) -> None:
        """Counts a course."""
        self.counts["Course"] += 1

    def open_workout(self, attributes: Mapping[str, str]) -> None:
        """Counts a workout plan."""
        self.counts["Workout"] += 1

    def _take_id(self, values: dict[str, str]) -> None:
        """Takes the `Id`, once: each of many laps would read a long one again."""
        if self._current and self._current.id_time.first is None:
            self._current.id_time.add_text(values.pop("Id", None))

    def add_points(self, points: list[PointTexts]) -> None:
        """Adds points to the activity that is open."""
        if self._current:
            self._current.add_points(points)


def parse_tcx(data: bytes) -> ParsedFile:
    """Returns the activities of a TCX file. Raises FileRefused."""
    reader, damage = read_xml(data, TcxReader)
    timed = [activity for activity in reader.activities if activity.elapsed_s]
    if not timed:
        raise _no_activity(reader, damage)
    notes = {**dict.fromkeys(sorted(damage), 1), "untimed_left_out": len(reader.activities) - len(timed)}
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
        "elevation_gain_m": activity.elevation_gain_m,
        "average_hr_bpm": activity.heart_rate,
        "device": activity.device,
        "multisport": activity.multisport,
        "leg": None if activity.multisport is None else leg,
        "flags": frozenset({"partial"} if activity.is_open else ()),
    }


def _no_activity(reader: TcxReader, notes: set[str]) -> FileRefused:
    """Returns why the file is refused."""
    ranges = [times for activity in reader.activities for times in activity.all_times]
    year = next((times.impossible_year for times in ranges if times.impossible_year is not None), None)
    if any(times.has_unreadable for times in ranges):
        return FileRefused("unreadable_time", what="TCX")
    if year is not None and all(times.first is None for times in ranges):
        return FileRefused("bad_time", year=year)
    if notes:
        return FileRefused("damaged", what="TCX")
    if reader.activities:
        is_timed = any(times.first is not None for times in ranges)
        return FileRefused("no_content") if is_timed else FileRefused("no_time", what="TCX")
    if reader.counts["Course"]:
        return FileRefused("tcx_course")
    if reader.counts["Workout"]:
        return FileRefused("tcx_workout")
    return FileRefused("tcx_empty")

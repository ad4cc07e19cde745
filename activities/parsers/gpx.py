"""Parses a GPX file: each timed track is an activity; tracks that follow each other closely are one together."""

from collections.abc import Mapping

from activities.parsers.creator_device import device_of_creator
from activities.parsers.gpx_track import SENSOR_FIELDS, GpxTrack
from activities.parsers.limits import MAX_TRACKS
from activities.parsers.parsed import ParsedFile, RecordFields, RunningMean
from activities.parsers.result import FileNote, FileRefused
from activities.parsers.xml_reader import PointTexts, XmlParser, XmlReader, label_of
from activities.parsers.xml_stream import read_xml
from activities.sports import sport_of

MAX_PAUSE_S = 30 * 60
"""Two tracks of one activity may lie this far apart: some devices begin a new track at every stop."""
TEXT_FIELDS = frozenset({"ele", "time", "name", "type"})
EXTENSION_FIELDS = {
    "hr": "heart rate",
    "heartrate": "heart rate",
    "atemp": "temperature",
    "temp": "temperature",
    "temperature": "temperature",
}
"""Elements of these names inside `extensions` have this meaning, whichever program wrote them."""


class GpxReader(XmlReader):
    """Collects the tracks of one file, and counts the routes and waypoints beside them."""

    containers = ("gpx", "metadata", "trk", "trkseg", "rte", "rtept", "wpt", "link", "author", "extensions")

    point_tag = "trkpt"

    def __init__(self, parser: XmlParser) -> None:
        super().__init__(parser)
        self.creator: str | None = None
        self.tracks: list[GpxTrack] = []
        self.route_count = self.waypoint_count = 0

    @staticmethod
    def field_of(name: str) -> str | None:
        """Returns the field that an element of this local name states; None when its text is not needed."""
        return name if name in TEXT_FIELDS else EXTENSION_FIELDS.get(name.casefold())

    def take_repeated(self, field: str, text: str) -> None:
        """Takes a field that the point stated before: of sensors each value counts, of others the first."""
        if field in SENSOR_FIELDS and self.tracks:
            self.tracks[-1].add_sensor_value(field, text)

    def open_gpx(self, attributes: Mapping[str, str]) -> None:
        """Takes the name of the device or program."""
        self.creator = self.creator or label_of(attributes.get("creator"))

    def open_rte(self, attributes: Mapping[str, str]) -> None:
        """Counts a route."""
        self.route_count += 1

    def open_wpt(self, attributes: Mapping[str, str]) -> None:
        """Counts a waypoint."""
        self.waypoint_count += 1

    def open_trk(self, attributes: Mapping[str, str]) -> None:
        """Begins a track."""
        self.add_batch()
        self.tracks.append(GpxTrack())
        if len(self.tracks) > MAX_TRACKS:
            raise FileRefused("too_many", what="tracks", most=MAX_TRACKS)

    def open_trkseg(self, attributes: Mapping[str, str]) -> None:
        """Takes the name and type that stand before the segments, for a track that has no end."""
        if self.tracks:
            self._take_labels(self.outer_values)

    def close_trkseg(self) -> None:
        """Ends a segment."""
        self.add_batch()
        if self.tracks:
            self.tracks[-1].end_segment()

    def close_trk(self) -> None:
        """Ends a track; its name and type may stand behind its segments."""
        self.add_batch()
        self._take_labels(self.values)
        self.tracks[-1].end_segment()
        self.tracks[-1].is_open = False

    def _take_labels(self, values: Mapping[str, str]) -> None:
        track = self.tracks[-1]
        track.name = label_of(values.get("name")) or track.name
        track.type = label_of(values.get("type")) or track.type

    def add_points(self, points: list[PointTexts]) -> None:
        """Adds points to the track that began last."""
        if self.tracks:
            self.tracks[-1].add_points(points)


def parse_gpx(data: bytes) -> ParsedFile:
    """Returns the activities of a GPX file. Raises FileRefused."""
    reader, notes = read_xml(data, GpxReader)
    activities = _group_tracks([track for track in reader.tracks if track.time_range.first is not None])
    if not activities:
        raise _no_activity(reader, notes)
    left_out = sum(track.point_count > 0 for track in reader.tracks) - sum(map(len, activities))
    counts = {**dict.fromkeys(sorted(notes), 1), "untimed_left_out": left_out}
    return ParsedFile(
        [{**_fields(tracks), "device": device_of_creator(reader.creator)} for tracks in activities],
        tuple(FileNote(code, count) for code, count in counts.items() if count),
    )


def _group_tracks(timed_tracks: list[GpxTrack]) -> list[list[GpxTrack]]:
    """Returns the tracks of each activity in the order of their times; a single point in time is no activity."""
    activities: list[list[GpxTrack]] = []
    for track in sorted(timed_tracks, key=lambda track: track.time_range.first or 0):
        if activities and _continues(activities[-1][-1], track):
            activities[-1].append(track)
        else:
            activities.append([track])
    return [tracks for tracks in activities if _elapsed_s(tracks)]


def _continues(previous: GpxTrack, track: GpxTrack) -> bool:
    pause_s = (track.time_range.first or 0) - previous.time_range.last
    return previous.type == track.type and 0 <= pause_s <= MAX_PAUSE_S


def _elapsed_s(tracks: list[GpxTrack]) -> float:
    return max(track.time_range.last for track in tracks) - (tracks[0].time_range.first or 0)


def _fields(tracks: list[GpxTrack]) -> RecordFields:
    first = tracks[0]
    gains = [track.elevation_gain_m for track in tracks if track.elevation_gain_m is not None]
    is_placed = sum(track.position_count for track in tracks) > 1
    return {
        "name": first.name,
        "sport": sport_of("file", first.type),
        "sport_raw": first.type,
        "started_at": first.time_range.started_at,
        "utc_offset_s": first.time_range.offset_s,
        "elapsed_s": _elapsed_s(tracks),
        "moving_s": sum(track.moving_s for track in tracks) if is_placed else None,
        "distance_m": sum(track.distance_m for track in tracks) if is_placed else None,
        "elevation_gain_m": sum(gains) if gains else None,
        "average_hr_bpm": RunningMean.of(track.heart_rate for track in tracks),
        "average_temperature_c": RunningMean.of(track.temperature for track in tracks),
        "flags": frozenset({"partial"} if any(track.is_open for track in tracks) else ()),
    }


def _no_activity(reader: GpxReader, notes: set[str]) -> FileRefused:
    """Returns why the file is refused."""
    ranges = [track.time_range for track in reader.tracks]
    year = next((times.impossible_year for times in ranges if times.impossible_year is not None), None)
    if any(times.has_unreadable for times in ranges):
        return FileRefused("unreadable_time", what="GPX")
    if year is not None and all(times.first is None for times in ranges):
        return FileRefused("bad_time", year=year)
    if notes:
        return FileRefused("damaged", what="GPX")
    located = [track for track in reader.tracks if track.position_count]
    if reader.route_count and not located:
        return FileRefused("gpx_route")
    if any(track.time_range.first is not None for track in located or reader.tracks):
        return FileRefused("no_content")
    if reader.point_count:
        return FileRefused("gpx_untimed")
    if reader.waypoint_count:
        return FileRefused("gpx_waypoints", count=reader.waypoint_count)
    return FileRefused("gpx_empty")

"""Parses a GPX file: each timed track is an activity; tracks that follow each other closely are one together."""

from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from activities.parsers import xml_stream
from activities.parsers.creator_device import device_of_creator
from activities.parsers.gpx_track import GpxTrack
from activities.parsers.limits import MAX_POINTS, MAX_TRACKS
from activities.parsers.parsed import ParsedFile, RecordFields, RunningMean
from activities.parsers.result import FileNote, FileRefused
from activities.sports import sport_of

MAX_PAUSE_S = 30 * 60
"""Two tracks of one activity may lie this far apart: some devices begin a new track at every stop."""


class GpxReader:
    """Collects the tracks of one file, and counts the routes and waypoints beside them."""

    tags = ("gpx", "trk", "rte", "wpt")
    batch_tag = "trkseg"

    def __init__(self) -> None:
        self.creator: str | None = None
        self.tracks: list[GpxTrack] = []
        self.untracked: Counter[str] = Counter()
        self.point_count = 0

    def handle(self, event: str, name: str, element: Any) -> None:
        """Takes the next event of `xml_stream.read_events`. Raises FileRefused for too many tracks or points."""
        if name == self.batch_tag:
            self._handle_segment(event, element)
        elif name == "gpx":
            self.creator = self.creator or element.get("creator")
        elif name == "trk":
            self._handle_track(event, element)
        elif event == "start":
            self.untracked[name] += 1

    def _handle_track(self, event: str, element: Any) -> None:
        if event == "start":
            self.tracks.append(GpxTrack())
            if len(self.tracks) > MAX_TRACKS:
                raise FileRefused("too_many", what="tracks", most=MAX_TRACKS)
        elif self.tracks:
            self._read_labels(element)
            self.tracks[-1].is_open = False

    def _handle_segment(self, event: str, element: Any) -> None:
        if not self.tracks:
            return
        track = self.tracks[-1]
        if event == "start":
            self._read_labels(takewhile(_is_before_segments, element.getparent()))
            return
        self.point_count += track.add_points(element)
        if event == "end":
            track.end_segment()
        if self.point_count > MAX_POINTS:
            raise FileRefused("too_many", what="points", most=MAX_POINTS)

    def _read_labels(self, children: Iterable[Any]) -> None:
        """Reads name and type, which may stand before the segments or only after them; a cut track has no end."""
        for child in children:
            if (name := xml_stream.local_name(child.tag)) in ("name", "type"):
                setattr(self.tracks[-1], name, xml_stream.text_of(child))


def _is_before_segments(child: Any) -> bool:
    return xml_stream.local_name(child.tag) != GpxReader.batch_tag


def parse_gpx(data: bytes) -> ParsedFile:
    """Returns the activities of a GPX file. Raises FileRefused."""
    reader, is_truncated = xml_stream.read_xml(data, GpxReader)
    activities = _group_tracks([track for track in reader.tracks if track.time_range.first is not None])
    if not activities:
        raise _no_activity(reader, is_truncated)
    left_out = sum(track.point_count > 0 for track in reader.tracks) - sum(map(len, activities))
    notes = {"ends_early": int(is_truncated), "untimed_left_out": left_out}
    return ParsedFile(
        [{**_fields(tracks), "device": device_of_creator(reader.creator)} for tracks in activities],
        tuple(FileNote(code, count) for code, count in notes.items() if count),
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
    gains = [track.elevation_gain.gain_m for track in tracks if track.elevation_gain.gain_m is not None]
    return {
        "name": first.name,
        "sport": sport_of("file", first.type),
        "sport_raw": first.type,
        "started_at": first.time_range.started_at,
        "utc_offset_s": first.time_range.offset_s,
        "elapsed_s": _elapsed_s(tracks),
        "moving_s": sum(track.moving_s for track in tracks),
        "distance_m": sum(track.distance_m for track in tracks),
        "elevation_gain_m": sum(gains) if gains else None,
        "average_hr_bpm": RunningMean.of(track.heart_rate for track in tracks),
        "average_temperature_c": RunningMean.of(track.temperature for track in tracks),
        "flags": frozenset({"partial"} if any(track.is_open for track in tracks) else ()),
    }


def _no_activity(reader: GpxReader, is_truncated: bool) -> FileRefused:
    """Returns why the file is refused."""
    if any(track.time_range.first is not None for track in reader.tracks):
        return FileRefused("no_content")
    for track in reader.tracks:
        if track.time_range.impossible_year is not None:
            return FileRefused("bad_time", year=track.time_range.impossible_year)
    if reader.point_count:
        return FileRefused("gpx_untimed")
    if reader.untracked["rte"]:
        return FileRefused("gpx_route")
    if reader.untracked["wpt"]:
        return FileRefused("gpx_waypoints", count=reader.untracked["wpt"])
    return FileRefused("damaged", what="GPX") if is_truncated else FileRefused("gpx_empty")

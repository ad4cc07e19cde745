"""A GPX file to activities: each timed track is one, tracks that follow each other closely are one together."""

from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from activities.parsers import xml_stream
from activities.parsers.creator_device import device
from activities.parsers.gpx_track import Track
from activities.parsers.parsed import Fields, ParsedFile, RunningMean
from activities.parsers.result import FileNote, FileRefused
from activities.sports import sport_of

MOST_TRACKS, MOST_POINTS = 1000, 2_000_000
PAUSE = 30 * 60
"""Seconds between two tracks of one outing: some devices begin a new track at every stop."""


class GpxReader:
    """The tracks of one file so far, and how many routes and waypoints stand beside them."""

    tags = ("gpx", "trk", "rte", "wpt")
    hold = "trkseg"

    def __init__(self) -> None:
        self.creator: str | None = None
        self.tracks: list[Track] = []
        self.others: Counter[str] = Counter()
        self.points = 0

    def take(self, event: str, name: str, element: Any) -> None:
        """The next event of `pull.events`."""
        if name == self.hold:
            self._segment(event, element)
        elif name == "gpx":
            self.creator = self.creator or element.get("creator")
        elif name == "trk":
            self._track(event, element)
        elif event == "start":
            self.others[name] += 1

    def _track(self, event: str, element: Any) -> None:
        if event == "start":
            self.tracks.append(Track())
            if len(self.tracks) > MOST_TRACKS:
                raise FileRefused("too_many", what="tracks", most=MOST_TRACKS)
        elif self.tracks:
            self._label(element)
            self.tracks[-1].is_open = False

    def _segment(self, event: str, element: Any) -> None:
        if not self.tracks:
            return
        track = self.tracks[-1]
        if event == "start":
            self._label(takewhile(_is_label, element.getparent()))
            return
        self.points += track.add(element)
        if event == "end":
            track.pause()
        if self.points > MOST_POINTS:
            raise FileRefused("too_many", what="points", most=MOST_POINTS)

    def _label(self, children: Iterable[Any]) -> None:
        """Name and type may stand before the segments, or come only after them; a cut track has no end."""
        for child in children:
            if xml_stream.local(child.tag) in ("name", "type"):
                setattr(self.tracks[-1], xml_stream.local(child.tag), xml_stream.text(child))


def _is_label(child: Any) -> bool:
    return xml_stream.local(child.tag) != GpxReader.hold


def read(data: bytes) -> ParsedFile:
    """The activities of a GPX file.  Raises Refused."""
    reading, breaks = xml_stream.pull(data, GpxReader)
    outings = _outings([track for track in reading.tracks if track.clock.first is not None])
    if not outings:
        raise _refusal(reading, breaks)
    left_out = sum(track.points > 0 for track in reading.tracks) - sum(map(len, outings))
    notes = {"ends_early": int(breaks), "untimed_left_out": left_out}
    return ParsedFile(
        [{**_fields(outing), "device": device(reading.creator)} for outing in outings],
        tuple(FileNote(code, count) for code, count in notes.items() if count),
    )


def _outings(tracks: list[Track]) -> list[list[Track]]:
    """The timed tracks in the order of their times, those of one outing together; a single moment is no outing."""
    outings: list[list[Track]] = []
    for track in sorted(tracks, key=lambda track: track.clock.first or 0):
        if outings and _follows(outings[-1][-1], track):
            outings[-1].append(track)
        else:
            outings.append([track])
    return [outing for outing in outings if _elapsed(outing)]


def _follows(before: Track, track: Track) -> bool:
    return before.type == track.type and 0 <= (track.clock.first or 0) - before.clock.last <= PAUSE


def _elapsed(outing: list[Track]) -> float:
    return max(track.clock.last for track in outing) - (outing[0].clock.first or 0)


def _fields(outing: list[Track]) -> Fields:
    first = outing[0]
    gains = [track.ascent.gain_m for track in outing if track.ascent.gain_m is not None]
    return {
        "name": first.name,
        "sport": sport_of("file", first.type),
        "sport_raw": first.type,
        "started_at": first.clock.started_at,
        "utc_offset_s": first.clock.offset_s,
        "elapsed_s": _elapsed(outing),
        "moving_s": sum(track.moving_s for track in outing),
        "distance_m": sum(track.distance_m for track in outing),
        "elevation_gain_m": sum(gains) if gains else None,
        "average_hr_bpm": RunningMean.of(track.heart_rate for track in outing),
        "average_temperature_c": RunningMean.of(track.temperature for track in outing),
        "flags": frozenset({"partial"} if any(track.is_open for track in outing) else ()),
    }


def _refusal(reading: GpxReader, breaks: bool) -> FileRefused:
    if any(track.clock.first is not None for track in reading.tracks):
        return FileRefused("no_content")
    for track in reading.tracks:
        if track.clock.impossible is not None:
            return FileRefused("bad_time", year=track.clock.impossible)
    if reading.points:
        return FileRefused("gpx_untimed")
    if reading.others["rte"]:
        return FileRefused("gpx_route")
    if reading.others["wpt"]:
        return FileRefused("gpx_waypoints", count=reading.others["wpt"])
    return FileRefused("damaged", what="GPX") if breaks else FileRefused("gpx_empty")

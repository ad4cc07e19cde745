"""Builds the activity of a FIT file without a session: from its laps, and from its records for what they lack."""

from datetime import UTC, datetime

from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.completion import add_missing, without_standstill
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.laps import LapSummary, summarize_laps
from activities.parsers.fit.record_summary import RecordSummary
from activities.parsers.fit.records import RecordRuns
from activities.parsers.fit.session import stated_sport
from activities.parsers.fit.time_span import TimeSpan
from activities.parsers.parsed import RecordFields
from activities.parsers.result import FileRefused
from activities.parsers.times import plausible_instant


def summarize_recording(recording: FileMessages, runs: RecordRuns, clock: DeviceClock) -> RecordFields:
    """Returns the fields of the activity. Raises FileRefused without two moments at a plausible time."""
    laps = summarize_laps(recording.laps, clock) if recording.laps else LapSummary()
    records = runs.longest
    if records.first_s is not None and not laps.covers(TimeSpan(records.first_s, records.last_s)):
        laps = LapSummary()  # the device died during a later lap
    start_s = records.first_s if laps.start_s is None else laps.start_s
    fields = {"started_at": plausible_instant(start_s), **_totals(laps, records)}
    if records.record_count and not fields["elapsed_s"]:
        raise FileRefused("no_content")
    if fields["started_at"] is None:
        raise FileRefused("no_time", what="FIT") if start_s is None else impossible_time(start_s)
    sport = stated_sport({}, recording.laps, recording.sport)
    return {**fields, **sport, "flags": sport["flags"] | {"partial"}}


def _totals(laps: LapSummary, records: RecordSummary) -> RecordFields:
    totals = dict(without_standstill(laps.totals))
    add_missing(totals, records.totals)
    add_missing(totals, laps.totals)
    return totals


def impossible_time(seconds: float) -> FileRefused:
    """Returns the refusal of a time that cannot be true; in no year of the calendar it is no time at all."""
    try:
        return FileRefused("bad_time", year=datetime.fromtimestamp(seconds, UTC).year)
    except (OverflowError, ValueError):
        return FileRefused("no_time", what="FIT")

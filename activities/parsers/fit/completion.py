"""Completes what sessions leave open: from their laps, then from their records."""

from collections.abc import Sequence

from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.laps import LAP_FIELD_OF_TOTAL, LapSummary, lap_start, summarize_laps
from activities.parsers.fit.records import RECORD_FIELDS, summarize_spans
from activities.parsers.fit.session import TOTALS
from activities.parsers.fit.time_span import TimeSpan, session_span
from activities.parsers.parsed import RecordFields

NO_SUMMARY = LapSummary()


def complete_sessions(recording: FileMessages, sessions: Sequence[RecordFields], clock: DeviceClock) -> None:
    """Sets the totals that the sessions of one recording do not state.

    The records are decoded once more only if a total is still missing and the file defines a field that states it.
    """
    is_in_laps = any(_is_in_laps(recording, name) for session in sessions for name in open_totals(session))
    if not is_in_laps and not _recorded_totals(recording, sessions):
        return
    spans = [(session, span) for session in sessions if (span := session_span(session, sessions))]
    if is_in_laps:
        for session, span in spans:
            add_missing(session, _lap_totals(recording, span, clock, is_only=len(sessions) == 1))
    missing = _recorded_totals(recording, [session for session, _ in spans])
    if not missing:
        return
    summaries = summarize_spans(recording, [span for _, span in spans], missing)
    for (session, _), summary in zip(spans, summaries, strict=True):
        add_missing(session, summary.totals)


def open_totals(fields: RecordFields) -> list[str]:
    """Returns the totals that are not given."""
    return [name for name in TOTALS if fields.get(name) is None]


def add_missing(fields: RecordFields, totals: RecordFields) -> None:
    """Sets each total that is not given."""
    for name in open_totals(fields):
        fields[name] = totals.get(name)


def _lap_totals(recording: FileMessages, span: TimeSpan, clock: DeviceClock, *, is_only: bool) -> RecordFields:
    laps = [lap for lap in recording.laps if _is_within(lap_start(lap, clock), span, is_only=is_only)]
    summary = summarize_laps(laps, clock) if laps else NO_SUMMARY
    return summary.totals if summary.covers(span) else {}


def _is_within(start: float | None, span: TimeSpan, *, is_only: bool) -> bool:
    return is_only if start is None else start in span


def _is_in_laps(recording: FileMessages, total: str) -> bool:
    field = LAP_FIELD_OF_TOTAL[total]
    return any(lap.get(field) is not None for lap in recording.laps)


def _recorded_totals(recording: FileMessages, sessions: Sequence[RecordFields]) -> set[str]:
    """Returns the open totals that the file defines a field of records for; the timer runs by events."""
    names = {name for session in sessions for name in open_totals(session)}
    fields = recording.record_fields
    return {name for name in names if name == "timer_s" or not fields.isdisjoint(RECORD_FIELDS.get(name, ()))}

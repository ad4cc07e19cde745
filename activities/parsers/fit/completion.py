"""Completes what sessions leave open: from their laps, then from their records."""

from collections.abc import Sequence, Set

from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.laps import LAP_FIELD_OF_TOTAL, LapSummary, lap_start, summarize_laps
from activities.parsers.fit.records import RECORD_FIELDS, summarize_spans
from activities.parsers.fit.session import TOTALS
from activities.parsers.fit.time_span import TimeSpan, session_span
from activities.parsers.parsed import RecordFields

NO_SUMMARY = LapSummary()


def complete_sessions(recording: FileMessages, sessions: Sequence[RecordFields]) -> None:
    """Sets the totals that the sessions of one recording do not state.

    The laps are decoded only if one states such a total, and the records are looked at only if one is still missing
    and the file defines a field that states it.
    """
    missing = {name for session in sessions for name in open_totals(session)}
    is_in_laps = any(recording.is_in_laps(LAP_FIELD_OF_TOTAL[name]) for name in missing)
    if not is_in_laps and not _recorded_totals(recording, missing):
        return
    spans = [(session, span) for session in sessions if (span := session_span(session, sessions))]
    lap_totals = _totals_of_laps(recording, spans, is_only=len(sessions) == 1) if is_in_laps else []
    for session, totals in lap_totals:
        add_missing(session, without_standstill(totals))
    missing = _recorded_totals(recording, {name for session, _ in spans for name in open_totals(session)})
    if missing:
        summaries = summarize_spans(recording, [span for _, span in spans], missing)
        for (session, _), summary in zip(spans, summaries, strict=True):
            add_missing(session, summary.totals)
    for session, totals in lap_totals:
        add_missing(session, totals)


def open_totals(fields: RecordFields) -> list[str]:
    """Returns the totals that are not given."""
    return [name for name in TOTALS if fields.get(name) is None]


def add_missing(fields: RecordFields, totals: RecordFields) -> None:
    """Sets each total that is not given."""
    for name in open_totals(fields):
        fields[name] = totals.get(name)


def without_standstill(totals: RecordFields) -> RecordFields:
    """Returns totals without a distance of 0: laps of 0 m say nothing where records move."""
    return totals if totals.get("distance_m") else {**totals, "distance_m": None}


def _totals_of_laps(
    recording: FileMessages, spans: Sequence[tuple[RecordFields, TimeSpan]], *, is_only: bool
) -> list[tuple[RecordFields, RecordFields]]:
    """Returns each session with the totals of the laps that begin in its span.

    A lap without a time belongs to an only session.
    """
    clock = recording.clock
    laps = [(lap_start(lap, clock), lap) for lap in recording.laps]
    lap_totals = []
    for session, span in spans:
        within = [lap for start, lap in laps if (is_only if start is None else start in span)]
        summary = summarize_laps(within, clock) if within else NO_SUMMARY
        lap_totals.append((session, summary.totals if summary.covers(span) else {}))
    return lap_totals


def _recorded_totals(recording: FileMessages, missing: Set[str]) -> set[str]:
    """Returns the missing totals that the file defines a field of records for; the timer runs by events."""
    fields = recording.record_fields
    return {name for name in missing if name == "timer_s" or not fields.isdisjoint(RECORD_FIELDS.get(name, ()))}

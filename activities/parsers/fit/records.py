"""Decodes the records of a FIT file a second time over, for what its sessions and laps leave open."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from functools import lru_cache

from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.decoder import TruncatedData, decode_messages
from activities.parsers.fit.definition import Message, WantedFields
from activities.parsers.fit.file_messages import FileMessages
from activities.parsers.fit.profile import TIMESTAMP, EventField, MessageNumber, RecordField
from activities.parsers.fit.record_finder import UnsuitedRecords
from activities.parsers.fit.record_summary import RecordSummary
from activities.parsers.fit.span_columns import summarize_columns
from activities.parsers.fit.time_span import TimeSpan
from activities.parsers.result import FileRefused

RECORD_FIELDS = {
    "elapsed_s": frozenset({TIMESTAMP}),
    "distance_m": frozenset({RecordField.DISTANCE, RecordField.POSITION_LAT, RecordField.POSITION_LONG}),
    "average_hr_bpm": frozenset({RecordField.HEART_RATE}),
    "average_temperature_c": frozenset({RecordField.TEMPERATURE}),
}
"""Each total is stated by these fields of a record, and can be read by columns, but for a distance by positions."""
POSITION_FIELDS = {RecordField.POSITION_LAT, RecordField.POSITION_LONG}
ALL_RECORD_FIELDS = frozenset({TIMESTAMP}).union(*RECORD_FIELDS.values())
EVENT_FIELDS = frozenset({TIMESTAMP, EventField.EVENT, EventField.EVENT_TYPE})
TIMESTAMP_ONLY = frozenset({TIMESTAMP})
"""Every other message still has its time decoded, because a compressed header counts on from the last one."""
EVENTS_ONLY = WantedFields({MessageNumber.EVENT: EVENT_FIELDS})

MAX_PAUSE_S = 2 * 86_400
"""A recording does not pause for two days: after a longer gap, one of the two times is considered wrong."""
MAX_RUNS = 8
"""Times that jump more often are considered invalid data."""
MAX_RECORDS = 2_000_000


class RecordRuns:
    """Collects records in runs, within which the time never jumps by days as it does when a clock is set.

    `is_damaged` says that the data ends before its end or is invalid from some message on.
    """

    def __init__(self) -> None:
        self._runs: list[RecordSummary] = []
        self.is_damaged = False

    @property
    def longest(self) -> RecordSummary:
        """Returns the run of the most records, one with plausible times if there is one."""
        return max(self._runs, key=lambda run: (run.has_plausible_length, run.record_count), default=RecordSummary())

    @property
    def has_jumps(self) -> bool:
        """Returns whether there is more than one run of records."""
        return sum(run.record_count > 0 for run in self._runs) > 1

    def run_at(self, now: float) -> RecordSummary:
        """Returns the run to which a time belongs. Raises TruncatedData for one jump too many."""
        for run in self._runs:
            if abs(now - run.last_s) <= MAX_PAUSE_S:
                return run
        if len(self._runs) == MAX_RUNS:
            raise TruncatedData
        self._runs.append(RecordSummary(last_s=now))
        return self._runs[-1]


def summarize_runs(data: bytes, clock: DeviceClock) -> RecordRuns:
    """Returns the runs of one file's records. Raises FileRefused for more than two million messages."""
    runs = RecordRuns()
    runs.is_damaged = _add_messages(data, clock, _wanted(ALL_RECORD_FIELDS), runs.run_at)
    return runs


class SpanSummaries:
    """Collects records in one summary for each span of time; no two spans overlap."""

    def __init__(self, spans: Sequence[TimeSpan], summaries: list[RecordSummary]) -> None:
        self._pairs = sorted(zip(spans, summaries, strict=True), key=lambda pair: pair[0].start_s)
        self._starts = [span.start_s for span, _ in self._pairs]

    def at(self, now: float) -> RecordSummary | None:
        """Returns the summary of the span in which a time lies, if there is one."""
        index = bisect_right(self._starts, now) - 1
        span, summary = self._pairs[index]
        return summary if index >= 0 and now in span else None


def summarize_spans(recording: FileMessages, spans: Sequence[TimeSpan], totals: Set[str]) -> list[RecordSummary]:
    """Returns the totals of the records within each span, of which only those named are needed.

    They are empty when a file must be decoded message by message and has more than two million.
    """
    fields = frozenset().union(*(RECORD_FIELDS.get(total, ()) for total in totals))
    summaries = [RecordSummary() for _ in spans]
    try:
        summaries = _summarize_by_columns(recording, fields, spans)
        wanted = EVENTS_ONLY if "timer_s" in totals else None
    except UnsuitedRecords:
        wanted = _wanted(fields | TIMESTAMP_ONLY)
    try:
        if wanted:
            _add_messages(recording.file.data, recording.clock, wanted, SpanSummaries(spans, summaries).at)
    except FileRefused:
        return [RecordSummary() for _ in spans]
    return summaries


def _summarize_by_columns(
    recording: FileMessages, fields: frozenset[int], spans: Sequence[TimeSpan]
) -> list[RecordSummary]:
    """Returns the totals that columns state. Raises UnsuitedRecords, also where a distance needs the positions."""
    if not recording.record_fields:
        return [RecordSummary() for _ in spans]
    if recording.clock.switched_on_s is not None:
        raise UnsuitedRecords
    summaries = summarize_columns(recording.file.data, fields - POSITION_FIELDS, spans)
    has_positions = not fields.isdisjoint(recording.record_fields & POSITION_FIELDS)
    if has_positions and not all(summary.totals["distance_m"] for summary in summaries):
        raise UnsuitedRecords
    return summaries


@lru_cache(16)
def _wanted(record_fields: frozenset[int]) -> WantedFields:
    """Returns these fields of records, those of events, and the times of all messages but of one.

    The time in `timestamp_correlation` is none of those that compressed headers count on from.
    """
    fields = {MessageNumber.RECORD: record_fields, MessageNumber.EVENT: EVENT_FIELDS}
    return WantedFields({**fields, MessageNumber.TIMESTAMP_CORRELATION: frozenset()}, TIMESTAMP_ONLY)


def _add_messages(
    data: bytes, clock: DeviceClock, wanted: WantedFields, summary_at: Callable[[float], RecordSummary | None]
) -> bool:
    """Adds each record and event to the summary of its time; returns whether the data is damaged."""
    try:
        for number, message in _bounded(decode_messages(data, wanted, limit=0)):
            if number not in (MessageNumber.RECORD, MessageNumber.EVENT):
                continue
            now = clock.unix_seconds(message.get(TIMESTAMP))
            if now is None or (summary := summary_at(now)) is None:
                continue
            if number == MessageNumber.RECORD:
                summary.add_record(now, message)
            else:
                summary.add_event(now, message)
    except TruncatedData:
        return True
    return False


def _bounded(messages: Iterator[tuple[int, Message]]) -> Iterator[tuple[int, Message]]:
    for count, message in enumerate(messages):
        if count > MAX_RECORDS:
            raise FileRefused("too_many", what="points", most=MAX_RECORDS)
        yield message

"""Collects the columns of the records in each span of time."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import lt, sub
from typing import Any

from activities.parsers.distance_counter import MAX_STEP_M
from activities.parsers.fit.clock import FIT_EPOCH, MAX_TIMESTAMP, MIN_ABSOLUTE_TIMESTAMP
from activities.parsers.fit.record_finder import RecordFinder, UnsuitedRecords
from activities.parsers.fit.record_layout import RecordLayout, Segments, read_column
from activities.parsers.fit.record_summary import RecordSummary
from activities.parsers.fit.session import CM_PER_M
from activities.parsers.fit.time_span import TimeSpan
from activities.parsers.parsed import PLAUSIBLE_RANGES
from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM

MAX_SPLITS = 100_000
"""It takes longer to divide groups of records more often than to decode message by message."""
MAX_DISTANCES = 500_000
"""More distances take too much memory at once."""
MIN_TEMPERATURE_C, MAX_TEMPERATURE_C = PLAUSIBLE_RANGES["average_temperature_c"]
SIGN_OFFSET = 128
WITH_OFFSET = bytes((value + SIGN_OFFSET) % 256 for value in range(256))
"""Turns each signed byte into an unsigned one that is 128 more."""
NO_HEART_RATES = bytes(value for value in range(256) if not MIN_HEART_RATE_BPM <= value <= MAX_HEART_RATE_BPM)
NO_TEMPERATURES = bytes(
    value % 256 for value in range(-128, 128) if not MIN_TEMPERATURE_C <= value <= MAX_TEMPERATURE_C
)
INVALID_DISTANCE = 0xFFFFFFFF
MAX_STEP_CM = MAX_STEP_M * CM_PER_M


@dataclass(slots=True)
class SpanColumns:
    """Holds the values of the records in one span; times are FIT timestamps, distances centimeters.

    `groups` are the records, as long as one of them may have a distance.
    """

    data: bytes
    heart_rates: bytearray = field(default_factory=bytearray)
    temperatures: bytearray = field(default_factory=bytearray)
    groups: list[tuple[RecordLayout, Segments]] = field(default_factory=list)
    first_timestamp: int = MAX_TIMESTAMP
    last_timestamp: int = 0

    def add(self, layout: RecordLayout, segments: Segments, first: int, last: int) -> None:
        """Adds what the records in these segments state, of which the first and the last timestamp are given."""
        self.heart_rates += read_column(self.data, segments, layout.heart_rate_offset)
        self.temperatures += read_column(self.data, segments, layout.temperature_offset)
        if layout.distance_offset is not None:
            self.groups.append((layout, segments))
        self.first_timestamp = min(self.first_timestamp, first, last)
        self.last_timestamp = max(self.last_timestamp, first, last)

    def summarize(self) -> RecordSummary:
        """Returns the summary of all records. Raises UnsuitedRecords."""
        summary = RecordSummary()
        if self.last_timestamp:
            summary.add_time(self.first_timestamp + FIT_EPOCH)
            summary.add_time(self.last_timestamp + FIT_EPOCH)
        heart_rates = self.heart_rates.translate(None, NO_HEART_RATES)
        summary.heart_rate.add_sum(sum(heart_rates), len(heart_rates))
        temperatures = self.temperatures.translate(WITH_OFFSET, NO_TEMPERATURES)
        summary.temperature.add_sum(sum(temperatures) - SIGN_OFFSET * len(temperatures), len(temperatures))
        if self.groups:
            self._add_distances(summary)
        return summary

    def _add_distances(self, summary: RecordSummary) -> None:
        """Adds the counts of the distance: one by one only where they do not rise as those of a sound file.

        Raises UnsuitedRecords for too many.
        """
        if sum(len(segment) for _, segments in self.groups for segment in segments) > MAX_DISTANCES:
            raise UnsuitedRecords
        starts = [segments[0][0] for _, segments in self.groups]
        ends = [segments[-1][-1] for _, segments in self.groups]
        if all(map(lt, ends, starts[1:])):
            stated = chain.from_iterable(layout.distances(self.data, segments) for layout, segments in self.groups)
            counts = [count for count in stated if count != INVALID_DISTANCE]
            steps = list(map(sub, counts[1:], counts))
            if steps and min(steps) >= 0 and max(steps) <= MAX_STEP_CM:
                summary.distance.add_steady(counts[0] / CM_PER_M, counts[-1] / CM_PER_M, len(counts))
                return
        for _, count, timestamp in sorted(self._distances()):
            if count != INVALID_DISTANCE:
                summary.distance.add(count / CM_PER_M, timestamp)

    def _distances(self) -> Iterator[tuple[int, int, int]]:
        """Yields where each record begins, its distance and its timestamp."""
        for layout, segments in self.groups:
            distances, timestamps = (read(self.data, segments) for read in (layout.distances, layout.timestamps))
            yield from zip(chain.from_iterable(segments), distances, timestamps, strict=True)


class SpanCollector:
    """A span collector assigns groups of records to the spans of time in which they lie; no two spans overlap."""

    def __init__(self, data: bytes, spans: Sequence[TimeSpan]) -> None:
        self.columns = [SpanColumns(data) for _ in spans]
        self._data = data
        in_order = sorted(zip(spans, self.columns, strict=True), key=lambda pair: pair[0].start_s)
        self._ordered_columns = [columns for _, columns in in_order]
        self._starts = [max(span.start_s - FIT_EPOCH, MIN_ABSOLUTE_TIMESTAMP) for span, _ in in_order]
        self._ends = [min(span.end_s - FIT_EPOCH, MAX_TIMESTAMP) for span, _ in in_order]
        self._split_count = 0

    def add_records(self, layout: RecordLayout, segments: Segments) -> None:
        """Adds records to the span in which the first and the last of them lie. Raises UnsuitedRecords."""
        first = layout.timestamp(self._data, segments[0][0])
        last = layout.timestamp(self._data, segments[-1][-1])
        place = self._place_of(first)
        if place == self._place_of(last):
            if place % 2:
                self._ordered_columns[place // 2].add(layout, segments, first, last)
            return
        self._split_count += 1
        if self._split_count > MAX_SPLITS:
            raise UnsuitedRecords
        if len(segments) == 1:
            segments = _halves(segments[0])
        for half in _halves(segments):
            self.add_records(layout, half)

    def _place_of(self, timestamp: int) -> int:
        """Returns an odd number for each span, and an even one for each gap between them."""
        index = bisect_right(self._starts, timestamp) - 1
        return 2 * index + (1 if index >= 0 and timestamp < self._ends[index] else 2)


def _halves(sequence: Any) -> Any:
    middle = len(sequence) // 2
    return sequence[:middle], sequence[middle:]


def summarize_columns(data: bytes, fields: frozenset[int], spans: Sequence[TimeSpan]) -> list[RecordSummary]:
    """Returns the totals of these fields of the records within each span, up to the first invalid data.

    Raises UnsuitedRecords. The timestamps of the file must be absolute.
    """
    collector = SpanCollector(data, spans)
    RecordFinder(data, fields, collector.add_records).find_records()
    return [columns.summarize() for columns in collector.columns]

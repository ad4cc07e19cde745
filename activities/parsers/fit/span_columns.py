"""Collects the columns of the records in one span of time."""

from collections import Counter
from dataclasses import dataclass, field

from activities.parsers.fit.clock import FIT_EPOCH, MAX_TIMESTAMP, MIN_ABSOLUTE_TIMESTAMP
from activities.parsers.fit.message_layout import MessageLayout
from activities.parsers.fit.profile import RecordField
from activities.parsers.fit.record_summary import RecordSummary
from activities.parsers.fit.time_span import TimeSpan

INVALID_UINT32 = b"\xff\xff\xff\xff"


@dataclass(slots=True)
class SpanColumns:
    """Holds the heart rates and temperatures of a span, a byte each, and the totals of what is not averaged.

    `start` and `end` of the span are absolute FIT timestamps.
    """

    start: float
    end: float
    totals: RecordSummary = field(default_factory=RecordSummary)
    columns: dict[int, bytearray] = field(default_factory=dict)

    @classmethod
    def of(cls, span: TimeSpan) -> "SpanColumns":
        """Returns the empty columns of a span."""
        start, end = span.start_s - FIT_EPOCH, span.end_s - FIT_EPOCH
        return cls(max(start, MIN_ABSOLUTE_TIMESTAMP), min(end, MAX_TIMESTAMP))

    def summarize(self) -> RecordSummary:
        """Empties the columns into the averages of the totals, and returns these."""
        totals = self.totals
        for value, count in Counter(self.columns.pop(RecordField.HEART_RATE, b"")).items():
            totals.heart_rate.add(value, count)
        for value, count in Counter(self.columns.pop(RecordField.TEMPERATURE, b"")).items():
            totals.temperature.add(value - 256 if value > 127 else value, count)
        return totals

    def add_run(
        self, data: bytes, position: int, count: int, layout: MessageLayout, timestamps: tuple[int, int]
    ) -> None:
        """Adds the columns of a run of records, of which the first and the last timestamp are given."""
        size = layout.size
        end = position + count * size
        for timestamp in timestamps:
            self.totals.add_time(timestamp + FIT_EPOCH)
        for number, offset in layout.columns:
            if number == RecordField.DISTANCE:
                self._add_distances(data, range(position + offset, end, size), layout)
            else:
                self.columns.setdefault(number, bytearray()).extend(data[position + offset : end : size])

    def _add_distances(self, data: bytes, offsets: range, layout: MessageLayout) -> None:
        """Adds the first and the last valid reading of a counter, for the distance is by how much it grew."""
        for ordered in (offsets, reversed(offsets)):
            for at in ordered:
                if (value := data[at : at + 4]) != INVALID_UINT32:
                    self.totals.add_distance(int.from_bytes(value, layout.byte_order))
                    break

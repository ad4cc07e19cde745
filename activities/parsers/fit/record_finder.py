"""Finds the records of a FIT file by their definitions alone, in groups, without decoding one of them.

A heart rate or a temperature that no session states costs next to nothing this way.
"""

from collections.abc import Callable
from itertools import repeat

from activities.parsers.fit.definition_table import DEFINITION, HEADER_KIND, DefinitionTable
from activities.parsers.fit.file_messages import WANTED_FIELDS
from activities.parsers.fit.profile import MessageNumber
from activities.parsers.fit.record_layout import RecordLayout, Segment, Segments, record_layout
from activities.parsers.fit.repetition import MIN_BURST, find_repetition, next_burst

MAX_HELD_SIZE = 1 << 20
"""The records that were found are passed on each time that this many bytes of the file were read."""
MAX_LAYOUTS = 64
"""They are passed on as well when there are this many layouts."""


class UnsuitedRecords(Exception):
    """The records have compressed times, a field of another type than in Garmin's profile, or times out of order."""


class HeldRecords:
    """Holds where the records of a layout begin, the last single ones apart from the segments before."""

    __slots__ = ("layout", "segments", "singles")

    def __init__(self, layout: RecordLayout) -> None:
        self.layout = layout
        self.segments: list[Segment] = []
        self.singles: list[int] = []

    def repeat_last(self, count: int, step: int) -> None:
        """Adds records that are equally far from each other, of which the last single record is the first.

        The single ones before it that are as far from each other belong to them as well.
        """
        first = self.singles.pop()
        end = first + count * step
        while self.singles and self.singles[-1] == first - step:
            first = self.singles.pop()
        self.end_segment()
        self.segments.append(range(first, end, step))

    def end_segment(self) -> None:
        """Adds the single records as a segment."""
        if self.singles:
            self.segments.append(self.singles[:])
            self.singles.clear()


class RecordFinder:
    """A record finder passes the positions of one file's records on to `add_records`, by their layout.

    Those of one layout are mostly in the order of the file, those of different layouts are not.
    """

    def __init__(
        self, data: bytes, fields: frozenset[int], add_records: Callable[[RecordLayout, Segments], None]
    ) -> None:
        self._data = data
        self._fields = fields
        self._add_records = add_records
        self._table = DefinitionTable(data, WANTED_FIELDS, steps_over_all=True)
        self._appenders: list[Callable[[int], None] | None] = [None] * 256
        self._records: dict[int, HeldRecords] = {}
        self._held: dict[RecordLayout, HeldRecords] = {}

    def find_records(self) -> None:
        """Finds all records up to the first invalid data. Raises UnsuitedRecords."""
        data, sizes, appenders = self._data, self._table.sizes, self._appenders
        position, burst, hold_until = 0, MIN_BURST, MAX_HELD_SIZE
        try:
            while True:
                for _ in repeat(None, burst):
                    header = data[position]
                    if not (size := sizes[header]):
                        position = self._read_header(position)
                        break
                    if append := appenders[header]:
                        append(position)
                    position += size
                else:
                    starts, size, count = find_repetition(data, position, sizes)
                    self._add_groups(starts, size, count)
                    position += size * count
                    burst = next_burst(burst, len(starts) * count)
                if position > hold_until:
                    self._release()
                    hold_until = position + MAX_HELD_SIZE
        except (IndexError, KeyError):  # the end, or damage
            self._release()

    def _read_header(self, position: int) -> int:
        """Notes how messages with the header at a position are written; returns where to go on."""
        header = self._data[position]
        if header & HEADER_KIND != DEFINITION:
            if self._table.definition_of(header).message_number == MessageNumber.RECORD:
                raise UnsuitedRecords
            self._table.step_over(header)
            return position
        end, definition = self._table.read(position)
        local_type = header & 15
        self._records.pop(local_type, None)
        self._appenders[local_type] = None
        if definition.message_number == MessageNumber.RECORD:
            self._hold_records(local_type, record_layout(definition, self._fields))
        return end

    def _hold_records(self, local_type: int, layout: RecordLayout | None) -> None:
        if layout is None:
            self._appenders[local_type] = _refuse
            return
        if len(self._held) > MAX_LAYOUTS:
            self._release()
        if layout not in self._held:
            self._held[layout] = HeldRecords(layout)
        self._records[local_type] = self._held[layout]
        self._appenders[local_type] = self._held[layout].singles.append

    def _add_groups(self, starts: list[int], size: int, count: int) -> None:
        """Adds the records of a group of messages that repeats; the last group may be cut."""
        for start in starts:
            header = self._data[start]
            if append := self._appenders[header]:
                append(start)
                self._records[header].repeat_last(count, size)

    def _release(self) -> None:
        """Passes on the records that are held, without one that is cut, and forgets the layouts no longer in use."""
        for layout, records in self._held.items():
            records.end_segment()
            segments, records.segments = records.segments, []
            if segments and segments[-1][-1] + layout.size > len(self._data):
                segments.append(segments.pop()[:-1])
            if segments and not segments[-1]:
                segments.pop()
            if segments:
                self._add_records(layout, segments)
        self._held = {records.layout: records for records in self._records.values()}


def _refuse(position: int) -> None:
    raise UnsuitedRecords

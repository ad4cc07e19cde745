"""Keeps the definitions of one FIT file while its messages are read one after the other."""

from activities.parsers.fit.definition import Definition, WantedFields, definition_end, read_definition
from activities.parsers.fit.profile import MessageNumber

COMPRESSED_TIMESTAMP = 0x80
"""A header with this bit states the time of its message by its last five bits, and has one of four local types."""


HEADER_KIND, DEFINITION = 0xC0, 0x40
"""These bits of a header are so before a definition, and otherwise before a message."""


class DefinitionTable:
    """A definition table knows how the messages are written that follow the definitions read so far.

    `sizes` are those of messages that can be stepped over, by their header; 0 says that `definition_of` knows more.
    Messages with wanted fields are not stepped over unless `steps_over_all`. `record_fields` are the fields that were
    defined for records.
    """

    def __init__(self, data: bytes, wanted: WantedFields, *, steps_over_all: bool = False) -> None:
        self.sizes = [0] * 256
        self.record_fields: set[int] = set()
        self._data = data
        self._wanted = wanted
        self._steps_over_all = steps_over_all
        self._definitions: dict[int, Definition] = {}
        self._unusual_headers: list[int] = []  # their sizes are set, too, until the next definition

    def read(self, position: int) -> tuple[int, Definition]:
        """Returns where the definition at a position ends, and what it says. Raises IndexError for one that is cut."""
        end, local_type = definition_end(self._data, position), self._data[position] & 15
        definition = self._definitions[local_type] = read_definition(self._data[position:end], self._wanted)
        while self._unusual_headers:
            self.sizes[self._unusual_headers.pop()] = 0
        if definition.message_number == MessageNumber.RECORD:
            self.record_fields.update(definition.specs[0::3])
        is_wanted = definition.fields and not self._steps_over_all
        self.sizes[local_type] = 0 if is_wanted else definition.message_size
        return end, definition

    def definition_of(self, header: int) -> Definition:
        """Returns the definition of a message by its header. Raises KeyError for one that was never defined."""
        return self._definitions[header >> 5 & 3 if header & COMPRESSED_TIMESTAMP else header & 15]

    def step_over(self, header: int) -> None:
        """Sets the size of the messages with an unusual header, such as one with a compressed timestamp."""
        self.sizes[header] = self.definition_of(header).message_size
        self._unusual_headers.append(header)

"""What one part of a FIT file holds beside its records: one walk, keeping only what an activity needs."""

from dataclasses import dataclass, field

from activities.parsers.fit.decoder import TIMESTAMP, Message, TruncatedData, decode_messages
from activities.parsers.fit.parts import Part

FILE_ID, SPORT, SESSION, DEVICE_INFO, WORKOUT, ACTIVITY = 0, 12, 18, 23, 26, 34
ACTIVITY_FILE = 4

NOTHING: frozenset[int] = frozenset()
WANTED = {
    FILE_ID: frozenset({0, 1, 2, 8}),
    SPORT: frozenset({0, 1}),
    SESSION: frozenset({2, 5, 6, 7, 8, 9, 16, 22, 57, 59, TIMESTAMP}),
    DEVICE_INFO: frozenset({0, 2, 4, 27}),
    WORKOUT: frozenset({4, 5, 6, 8}),
    ACTIVITY: frozenset({5, TIMESTAMP}),
}


@dataclass(slots=True)
class Contents:
    """The messages of one part that matter, in file order; `creator` is the device that wrote it, not its sensors."""

    part: Part
    file_id: Message = field(default_factory=dict)
    creator: Message = field(default_factory=dict)
    sport: Message = field(default_factory=dict)
    sessions: list[Message] = field(default_factory=list)
    closings: list[Message] = field(default_factory=list)
    is_workout: bool = False
    is_cut: bool = False

    @property
    def is_activity(self) -> bool:
        """Whether this part is a recording; without a word about its type, a session is proof."""
        kind = self.file_id.get(0)
        return kind == ACTIVITY_FILE or (kind is None and bool(self.sessions))

    def _take(self, number: int, message: Message) -> None:
        if number == SESSION:
            self.sessions.append(message)
        elif number == ACTIVITY:
            self.closings.append(message)
        elif number == FILE_ID:
            self.file_id = self.file_id or message
        elif number == SPORT:
            self.sport = self.sport or message
        elif number == WORKOUT:
            self.is_workout = True
        elif message.get(0) == 0:
            self.creator = {**message, **{key: value for key, value in self.creator.items() if value is not None}}


def contents(part: Part) -> Contents:
    """Read one part up to its end, or to where it makes no sense."""
    found = Contents(part, is_cut=not part.ended)
    try:
        for number, message in decode_messages(part.data, lambda number: WANTED.get(number, NOTHING)):
            found._take(number, message)
    except TruncatedData:
        found.is_cut = True
    return found

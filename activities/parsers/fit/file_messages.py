"""Reads the messages of one FIT file other than its records: in one pass that keeps only what an activity needs."""

from dataclasses import dataclass, field

from activities.parsers.fit.chained_files import ChainedFile
from activities.parsers.fit.clock import DeviceClock, device_clock, local_offset
from activities.parsers.fit.decoder import Message, TruncatedData, decode_messages
from activities.parsers.fit.laps import LAP_FIELDS
from activities.parsers.fit.profile import (
    CREATOR_DEVICE_INDEX,
    TIMESTAMP,
    ActivityField,
    DeviceInfoField,
    FileIdField,
    FileType,
    MessageNumber,
    SessionField,
    SportField,
    TimestampCorrelationField,
    WorkoutField,
)

NO_FIELDS: frozenset[int] = frozenset()
WANTED_FIELDS = {
    MessageNumber.FILE_ID: frozenset(
        {FileIdField.TYPE, FileIdField.MANUFACTURER, FileIdField.PRODUCT, FileIdField.PRODUCT_NAME}
    ),
    MessageNumber.SPORT: frozenset({SportField.SPORT, SportField.SUB_SPORT}),
    MessageNumber.SESSION: frozenset(
        {
            TIMESTAMP,
            SessionField.START_TIME,
            SessionField.SPORT,
            SessionField.SUB_SPORT,
            SessionField.TOTAL_ELAPSED_TIME,
            SessionField.TOTAL_TIMER_TIME,
            SessionField.TOTAL_DISTANCE,
            SessionField.AVG_HEART_RATE,
            SessionField.TOTAL_ASCENT,
            SessionField.AVG_TEMPERATURE,
            SessionField.TOTAL_MOVING_TIME,
        }
    ),
    MessageNumber.LAP: LAP_FIELDS,
    MessageNumber.DEVICE_INFO: frozenset(
        {
            DeviceInfoField.DEVICE_INDEX,
            DeviceInfoField.MANUFACTURER,
            DeviceInfoField.PRODUCT,
            DeviceInfoField.PRODUCT_NAME,
        }
    ),
    MessageNumber.WORKOUT: frozenset(
        {WorkoutField.SPORT, WorkoutField.CAPABILITIES, WorkoutField.NUM_VALID_STEPS, WorkoutField.WKT_NAME}
    ),
    MessageNumber.ACTIVITY: frozenset({TIMESTAMP, ActivityField.LOCAL_TIMESTAMP}),
    MessageNumber.TIMESTAMP_CORRELATION: frozenset(
        {TIMESTAMP, TimestampCorrelationField.SYSTEM_TIMESTAMP, TimestampCorrelationField.LOCAL_TIMESTAMP}
    ),
}
"""These fields of each message are decoded."""


@dataclass(slots=True)
class FileMessages:
    """Holds the needed messages of one chained file, in file order.

    `creator` is the recording device, not a sensor; `record_fields` are the fields that the file defines for records.
    """

    file: ChainedFile
    file_id: Message = field(default_factory=dict)
    creator: Message = field(default_factory=dict)
    sport: Message = field(default_factory=dict)
    sessions: list[Message] = field(default_factory=list)
    laps: list[Message] = field(default_factory=list)
    activity_messages: list[Message] = field(default_factory=list)
    correlations: list[Message] = field(default_factory=list)
    record_fields: set[int] = field(default_factory=set)
    has_workout: bool = False
    is_truncated: bool = False

    @property
    def is_activity(self) -> bool:
        """Returns whether the file is a recording: by its type, or without a type by having a session."""
        file_type = self.file_id.get(FileIdField.TYPE)
        return file_type == FileType.ACTIVITY or (file_type is None and bool(self.sessions))

    @property
    def clock(self) -> DeviceClock:
        """Returns what the timestamps of the file mean."""
        return device_clock(self.correlations)

    @property
    def utc_offset_s(self) -> int | None:
        """Returns local time minus UTC in seconds; None where the file does not say, or says 0."""
        return local_offset(self.clock, self.activity_messages, self.correlations)

    def _wanted_fields(self, number: int, defined: bytes) -> frozenset[int]:
        if number == MessageNumber.RECORD:
            self.record_fields.update(defined)
        return WANTED_FIELDS.get(number, NO_FIELDS)

    def _add(self, number: int, message: Message) -> None:
        if number == MessageNumber.SESSION:
            self.sessions.append(message)
        elif number == MessageNumber.LAP:
            self.laps.append(message)
        elif number == MessageNumber.ACTIVITY:
            self.activity_messages.append(message)
        elif number == MessageNumber.TIMESTAMP_CORRELATION:
            self.correlations.append(message)
        elif number == MessageNumber.FILE_ID:
            self.file_id = self.file_id or message
        elif number == MessageNumber.SPORT:
            self.sport = self.sport or message
        elif number == MessageNumber.WORKOUT:
            self.has_workout = True
        elif message.get(DeviceInfoField.DEVICE_INDEX) == CREATOR_DEVICE_INDEX:
            self.creator = {**message, **{key: value for key, value in self.creator.items() if value is not None}}


def read_messages(file: ChainedFile) -> FileMessages:
    """Returns the messages of one chained file up to its end, or up to the first invalid data."""
    messages = FileMessages(file, is_truncated=not file.has_end)
    try:
        for number, message in decode_messages(file.data, messages._wanted_fields):
            messages._add(number, message)
    except TruncatedData:
        messages.is_truncated = True
    return messages

"""Reads the messages of one FIT file other than its records: in one pass that keeps only what an activity needs."""

from dataclasses import dataclass, field

from activities.parsers.fit.chained_files import ChainedFile
from activities.parsers.fit.clock import DeviceClock, device_clock, local_offset
from activities.parsers.fit.decoder import RawMessage, TruncatedData, unpack_messages
from activities.parsers.fit.definition import Message, WantedFields
from activities.parsers.fit.definition_table import DefinitionTable
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

WANTED_FIELDS = WantedFields(
    {
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
)
"""These fields of each message are decoded."""


@dataclass(slots=True)
class FileMessages:
    """Holds the needed messages of one chained file, in file order.

    `creator` is the recording device, not a sensor; `record_fields` are the fields that the file defines for records.
    Laps stay as they were unpacked until they are needed, because most sessions state everything themselves.
    """

    file: ChainedFile
    file_id: Message = field(default_factory=dict)
    creator: Message = field(default_factory=dict)
    sport: Message = field(default_factory=dict)
    sessions: list[Message] = field(default_factory=list)
    raw_laps: list[RawMessage] = field(default_factory=list)
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
    def laps(self) -> list[Message]:
        """Returns the laps; they are decoded each time."""
        return [definition.to_message(values, timestamp) for definition, values, timestamp in self.raw_laps]

    @property
    def clock(self) -> DeviceClock:
        """Returns what the timestamps of the file mean."""
        return device_clock(self.correlations)

    @property
    def utc_offset_s(self) -> int | None:
        """Returns local time minus UTC in seconds; None where the file does not say, or says 0."""
        return local_offset(self.clock, self.activity_messages, self.correlations)

    def is_in_laps(self, lap_field: int) -> bool:
        """Returns whether a lap states a field."""
        return any(definition.value_of(lap_field, values) is not None for definition, values, _ in self.raw_laps)

    def _add(self, raw: RawMessage) -> None:
        definition, values, timestamp = raw
        number = definition.message_number
        if number == MessageNumber.LAP:
            self.raw_laps.append(raw)
            return
        if number == MessageNumber.DEVICE_INFO:
            if definition.value_of(DeviceInfoField.DEVICE_INDEX, values) == CREATOR_DEVICE_INDEX:
                self._add_creator(definition.to_message(values))
            return
        message = definition.to_message(values, timestamp)
        if number == MessageNumber.SESSION:
            self.sessions.append(message)
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

    def _add_creator(self, message: Message) -> None:
        """Adds what the recording device says of itself; what it said first counts."""
        self.creator = {**message, **{key: value for key, value in self.creator.items() if value is not None}}


def read_messages(file: ChainedFile) -> FileMessages:
    """Returns the messages of one chained file up to its end, or up to the first invalid data."""
    table = DefinitionTable(file.data, WANTED_FIELDS)
    messages = FileMessages(file, record_fields=table.record_fields, is_truncated=not file.has_end)
    try:
        for raw in unpack_messages(file.data, table):
            messages._add(raw)
    except TruncatedData:
        messages.is_truncated = True
    return messages

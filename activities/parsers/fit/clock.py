"""Converts the timestamps of a FIT file to Unix seconds, also those that count from when the device was switched on."""

from dataclasses import dataclass
from typing import Any

from activities.parsers import times
from activities.parsers.fit.definition import Message
from activities.parsers.fit.profile import TIMESTAMP, ActivityField, TimestampCorrelationField

FIT_EPOCH = 631_065_600
"""FIT counts seconds from this Unix time, the last day of 1989."""
MIN_ABSOLUTE_TIMESTAMP = 0x10000000
"""A smaller number counts the seconds since the device was switched on."""
MAX_TIMESTAMP = 0xFFFFFFFF
QUARTER_HOUR_S = 900
OFFSET_TOLERANCE_S = 60
"""The local time that devices write differs from UTC plus the offset by up to a minute."""


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """A device clock converts the timestamps of one file.

    `switched_on_s` is the Unix time at which the device was switched on, None when the file does not tell it.
    """

    switched_on_s: float | None = None

    def unix_seconds(self, value: Any) -> float | None:
        """Returns the Unix seconds of a timestamp; None when the file does not tell what time it is."""
        if not isinstance(value, int) or not 0 <= value <= MAX_TIMESTAMP:
            return None
        if value >= MIN_ABSOLUTE_TIMESTAMP:
            return value + FIT_EPOCH
        return None if self.switched_on_s is None else value + self.switched_on_s


ABSOLUTE_CLOCK = DeviceClock()
"""This clock knows absolute timestamps only."""


def device_clock(correlations: list[Message]) -> DeviceClock:
    """Returns the clock of a file by its messages `timestamp_correlation`, each one moment as told by two clocks."""
    for message in correlations:
        utc = ABSOLUTE_CLOCK.unix_seconds(message.get(TIMESTAMP))
        count = message.get(TimestampCorrelationField.SYSTEM_TIMESTAMP)
        if utc is not None and isinstance(count, int) and count < MIN_ABSOLUTE_TIMESTAMP:
            return DeviceClock(utc - count)
    return ABSOLUTE_CLOCK


def local_offset(clock: DeviceClock, activity_messages: list[Message], correlations: list[Message]) -> int | None:
    """Returns local time minus UTC in seconds, in whole quarters of an hour; None for 0 and for implausible values."""
    stated = [(message.get(ActivityField.LOCAL_TIMESTAMP), message.get(TIMESTAMP)) for message in activity_messages]
    stated += [
        (message.get(TimestampCorrelationField.LOCAL_TIMESTAMP), message.get(TIMESTAMP)) for message in correlations
    ]
    for local_timestamp, timestamp in stated:
        local, utc = ABSOLUTE_CLOCK.unix_seconds(local_timestamp), clock.unix_seconds(timestamp)
        if local is not None and utc is not None and (offset_s := _plausible_offset(local - utc)):
            return offset_s
    return None


def _plausible_offset(difference_s: float) -> int | None:
    offset_s = round(difference_s / QUARTER_HOUR_S) * QUARTER_HOUR_S
    is_close = abs(difference_s - offset_s) <= OFFSET_TOLERANCE_S
    return offset_s if is_close and times.MIN_OFFSET_S <= offset_s <= times.MAX_OFFSET_S else None

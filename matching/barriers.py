"""Names the barriers that block a proposed change."""

from enum import StrEnum


class Barrier(StrEnum):
    """A barrier is why a proposed change cannot be requested now."""

    NOT_CONNECTED = "not_connected"
    UNREGISTERED = "unregistered"
    UNAVAILABLE = "unavailable"
    RECONNECT = "reconnect"
    NOT_SUPPORTED = "not_supported"
    NOT_GRANTED = "not_granted"

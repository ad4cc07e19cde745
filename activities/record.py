"""Defines what tracekit stores of an activity: `ActivityRecord`, the only type in which outside data enters.

A provider's answer or a file becomes records of this type, or nothing. There is no field for a coordinate, a stream or
a place, so none can be stored by mistake. The module is plain Python, because the process that parses files imports it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

FILE_PROVIDER = "file"
"""Source files have this provider. Each file is a connection of its own."""

FLAGS = ("trainer", "manual", "hidden_time", "partial")
MAX_TEXT_LENGTH = 255

START_YEARS = range(1900, 2999)
"""A start lies in these years, so that what is around it still has a page in the calendar."""
MAX_OFFSET_S = 18 * 3600
NUMERIC_FIELDS = (
    "elapsed_s",
    "moving_s",
    "timer_s",
    "distance_m",
    "elevation_gain_m",
    "average_hr_bpm",
    "average_temperature_c",
)
MIN_HEART_RATE_BPM, MAX_HEART_RATE_BPM = 2, 254
"""Devices write 0, 1 and 255 when they measured no heart rate."""
MAX_NUMBER = 1e9
"""No number is larger: this many seconds are thirty years, this many meters lead to the moon and back."""


def clean_text(text: str | None) -> str | None:
    """Returns text from outside made safe to store: NFC, no control characters, at most 255 characters; None for ""."""
    if text is None:
        return None
    safe = text if text.isascii() and text.isprintable() else _replace_controls(unicodedata.normalize("NFC", text))
    return " ".join(safe.split())[:MAX_TEXT_LENGTH].rstrip() or None


def _replace_controls(text: str) -> str:
    return "".join(c if unicodedata.category(c)[0] != "C" or c == "\u200d" else " " for c in text)


StatedIds = tuple[tuple[str, str], ...]
"""Stated ids are pairs of a provider and the id there of the same recording, as another provider states them."""


def format_stated_ids(stated_ids: StatedIds) -> str:
    """Returns stated ids as the text that is stored: `garmin:9388112345`, separated by blanks."""
    return " ".join(f"{provider}:{id_}" for provider, id_ in stated_ids)


def parse_stated_ids(text: str) -> StatedIds:
    """Returns the stated ids of a stored text. Raises ValueError for another text."""
    pairs = [word.partition(":") for word in text.split()]
    if not all(provider and id_ for provider, _, id_ in pairs):
        raise ValueError("no stated ids")
    return tuple((provider, id_) for provider, _, id_ in pairs)


def _published(word: str, **options: Any) -> Any:
    """Returns a field that is covered by this word of the published policy."""
    return field(metadata={"word": word}, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecord:
    """A record is one provider's metadata of one activity, in SI units; None means "not given", which is never 0.

    `started_at` is an aware UTC instant; `utc_offset_s` what the source says of its local time. `elapsed_s` runs
    from start to end, `moving_s` is what the source calls moving, `timer_s` what its stopwatch counted. `parent_id`
    is shared by the legs of one multisport event, `leg` is 0, 1, 2 … in order. `flags` holds words of `FLAGS`,
    `stated_ids` what the provider says the same recording is called elsewhere.
    Raises ValueError for a naive start, an unknown flag, and a start, an offset or a number that cannot be true.
    """

    provider: str = _published("ids")
    provider_id: str = _published("ids")
    name: str | None = _published("name", default=None)
    sport: str = _published("type", default="other")
    sport_raw: str | None = _published("type", default=None)
    started_at: datetime = _published("date and time")
    utc_offset_s: int | None = _published("date and time", default=None)
    elapsed_s: float | None = _published("duration", default=None)
    moving_s: float | None = _published("duration", default=None)
    timer_s: float | None = _published("duration", default=None)
    distance_m: float | None = _published("distance", default=None)
    elevation_gain_m: float | None = _published("elevation", default=None)
    gear_id: str | None = _published("equipment", default=None)
    gear_label: str | None = _published("equipment", default=None)
    device: str | None = _published("equipment", default=None)
    average_hr_bpm: float | None = _published("average heart rate", default=None)
    average_temperature_c: float | None = _published("temperature", default=None)
    parent_id: str | None = _published("ids", default=None)
    leg: int | None = _published("ids", default=None)
    flags: frozenset[str] = _published("type", default=frozenset())
    stated_ids: StatedIds = _published("ids", default=())

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("started_at must be aware")
        if unknown_flags := self.flags.difference(FLAGS):
            raise ValueError(f"unknown flags: {sorted(unknown_flags)}")
        if self.started_at.year not in START_YEARS or abs(self.utc_offset_s or 0) > MAX_OFFSET_S:
            raise ValueError("started_at or utc_offset_s cannot be true")
        if not all(abs(getattr(self, name) or 0) <= MAX_NUMBER for name in NUMERIC_FIELDS):
            raise ValueError("a number cannot be true")
        for text in ("name", "sport_raw", "gear_label", "device"):
            object.__setattr__(self, text, clean_text(getattr(self, text)))

    def as_json(self) -> dict[str, Any]:
        """Returns the record as JSON values: the start in ISO format, flags as a sorted list."""
        plain = asdict(self)
        plain["started_at"] = self.started_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        plain["flags"] = sorted(self.flags)
        plain["stated_ids"] = [list(pair) for pair in self.stated_ids]
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "ActivityRecord":
        """Returns the record that `as_json` wrote."""
        return cls(
            **{
                **plain,
                "started_at": datetime.fromisoformat(plain["started_at"]),
                "flags": frozenset(plain["flags"]),
                "stated_ids": tuple((provider, id_) for provider, id_ in plain["stated_ids"]),
            }
        )


PUBLISHED_WORDS = (
    "name",
    "type",
    "date and time",
    "duration",
    "distance",
    "elevation",
    "equipment",
    "average heart rate",
    "temperature",
    "ids",
)
"""The published policy says with these words what is stored of an activity."""

PUBLISHED_WORD_BY_FIELD = {f.name: f.metadata["word"] for f in fields(ActivityRecord)}
"""Each stored field is covered by a word of the published policy."""

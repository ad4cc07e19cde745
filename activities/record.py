"""What tracekit keeps of an activity: `ActivityRecord`, the only type that crosses from outside.

A provider's answer or a file becomes records of this type, or nothing.  There is no field for a coordinate, a
stream or a place, so none can be stored by mistake.  Plain Python: the readers' child process imports this.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

FILE = "file"
"""The provider of source files.  Each file is a connection of its own."""

FLAGS = ("trainer", "manual", "hidden_time", "partial")
TEXT_MAX = 255

YEARS = range(1900, 2999)
"""Of a start: what lies around it still has a page in the calendar."""
LARGEST_OFFSET_S = 18 * 3600
FIGURES = (
    "elapsed_s",
    "moving_s",
    "timer_s",
    "distance_m",
    "elevation_gain_m",
    "average_hr_bpm",
    "average_temperature_c",
)
LARGEST = 1e9
"""Of any figure: thirty years, or to the moon and back."""


def clean(text: str | None) -> str | None:
    """Text from outside made safe to keep: NFC, no control characters, at most 255; None when nothing is left."""
    if text is None:
        return None
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(c if unicodedata.category(c)[0] != "C" or c == "\u200d" else " " for c in normal)
    return " ".join(kept.split())[:TEXT_MAX].rstrip() or None


def _told(word: str, **options: Any) -> Any:
    """A field, and the word of the published promise that covers it."""
    return field(metadata={"word": word}, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecord:
    """One provider's metadata of one activity, in SI units; None means "not given", which is never 0.

    `started_at` is an aware UTC instant; `utc_offset_s` what the source says of its local time.  `elapsed_s` runs
    from start to end, `moving_s` is what the source calls moving, `timer_s` what its stopwatch counted.  `parent_id`
    is shared by the legs of one multisport outing, `leg` is 0, 1, 2 … in order.  `flags` holds words of `FLAGS`.
    Raises ValueError for a naive start, an unknown flag, and a start, an offset or a figure that no calendar and no
    arithmetic can bear.
    """

    provider: str = _told("ids")
    provider_id: str = _told("ids")
    name: str | None = _told("name", default=None)
    sport: str = _told("type", default="other")
    sport_raw: str | None = _told("type", default=None)
    started_at: datetime = _told("date and time")
    utc_offset_s: int | None = _told("date and time", default=None)
    elapsed_s: float | None = _told("duration", default=None)
    moving_s: float | None = _told("duration", default=None)
    timer_s: float | None = _told("duration", default=None)
    distance_m: float | None = _told("distance", default=None)
    elevation_gain_m: float | None = _told("elevation", default=None)
    gear_id: str | None = _told("equipment", default=None)
    gear_label: str | None = _told("equipment", default=None)
    device: str | None = _told("equipment", default=None)
    average_hr_bpm: float | None = _told("average heart rate", default=None)
    average_temperature_c: float | None = _told("temperature", default=None)
    parent_id: str | None = _told("ids", default=None)
    leg: int | None = _told("ids", default=None)
    flags: frozenset[str] = _told("type", default=frozenset())
    stated_ids: tuple[tuple[str, str], ...] = _told("ids", default=())

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("started_at must be aware")
        if not self.flags <= set(FLAGS):
            raise ValueError(f"unknown flags: {sorted(self.flags - set(FLAGS))}")
        if self.started_at.year not in YEARS or abs(self.utc_offset_s or 0) > LARGEST_OFFSET_S:
            raise ValueError("started_at or utc_offset_s cannot be true")
        if not all(abs(getattr(self, name) or 0) <= LARGEST for name in FIGURES):
            raise ValueError("a figure cannot be true")
        for text in ("name", "sport_raw", "gear_label", "device"):
            object.__setattr__(self, text, clean(getattr(self, text)))

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values: the start in ISO format, flags as a sorted list."""
        plain = asdict(self)
        plain["started_at"] = self.started_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        plain["flags"] = sorted(self.flags)
        plain["stated_ids"] = [list(pair) for pair in self.stated_ids]
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "ActivityRecord":
        """The record that `as_json` wrote."""
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
"""The words of the published policy that say what is stored of an activity."""

WORD_OF = {f.name: f.metadata["word"] for f in fields(ActivityRecord)}
"""Each stored field and the published word that covers it."""

"""Defines the activity of a workout as a plain record, so that pages and services need no row of the database."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from activities.parsers.result import has_damage
from activities.provider_labels import provider_rank
from activities.record import FLAGS
from matching.engine.candidate import Candidate
from matching.engine.names.generated import has_generated_name
from matching.match_row import MatchRow
from providers.registry import get_provider


class OriginalFile(NamedTuple):
    """Represents the source file that an activity was read from.

    `has_bytes` says whether its bytes are still kept; `notes` are remarks about it, as they are stored.
    """

    id: UUID
    name: str
    kind: str | None
    size: int
    has_bytes: bool
    notes: list[dict[str, Any]]


class WorkoutActivity(NamedTuple):
    """Represents one stored activity of a workout, in SI units; `is_counted` is False for a duplicate.

    `workout_utc_offset_s` is the offset of its workout, in which pages show its times. `ignored_fields` are the fields
    whose differences the athlete ignores, in words separated by commas.
    """

    workout_id: UUID
    workout_utc_offset_s: int | None
    is_counted: bool
    ignored_fields: str
    id: int
    provider: str
    provider_id: str
    name: str | None
    sport: str
    sport_raw: str | None
    started_at: datetime
    utc_offset_s: int | None
    elapsed_s: float | None
    moving_s: float | None
    timer_s: float | None
    distance_m: float | None
    elevation_gain_m: float | None
    gear_id: str | None
    gear_label: str | None
    device: str | None
    average_hr_bpm: float | None
    average_temperature_c: float | None
    parent_id: str | None
    leg: int | None
    trainer: bool
    manual: bool
    hidden_time: bool
    partial: bool
    stated_ids: str
    local_date: date
    file: OriginalFile | None

    @property
    def flags(self) -> frozenset[str]:
        """Returns the flags that are set, as words of `FLAGS`."""
        return frozenset(flag for flag in FLAGS if getattr(self, flag))

    @property
    def ended_at(self) -> datetime:
        """Returns the start plus elapsed, timer or moving time; the start itself when no length is given."""
        return self.started_at + timedelta(seconds=self.length_s)

    @property
    def source_file_id(self) -> UUID | None:
        """Returns the id of its source file; None for an activity of a platform."""
        return self.file.id if self.file else None

    @property
    def file_kind(self) -> str | None:
        """Returns the format of its source file; None for an activity of a platform."""
        return self.file.kind if self.file else None

    @property
    def file_notes(self) -> list[dict[str, Any]] | None:
        """Returns the notes about its source file; None for an activity of a platform."""
        return self.file.notes if self.file else None

    @property
    def is_damaged(self) -> bool:
        """Returns whether the notes about its source file say that the file is damaged."""
        return has_damage(self.file_notes or ())

    @property
    def is_whole(self) -> bool:
        """Returns whether it is a whole recording, from a file whose bytes are not damaged."""
        return not self.partial and not self.is_damaged

    @property
    def rank(self) -> int:
        """Returns the rank of its provider in the fixed order in which providers lead."""
        return provider_rank(self.provider)

    @property
    def format(self) -> str:
        """Returns the format of its source file; empty for an activity of a platform."""
        return self.file_kind or ""

    @property
    def length_s(self) -> float:
        """Returns the first of elapsed, timer and moving seconds that is given; 0 without any."""
        return self.elapsed_s or self.timer_s or self.moving_s or 0.0

    @property
    def has_generated_name(self) -> bool:
        """Returns whether a program made its name, or it has none."""
        return has_generated_name(self)

    @property
    def is_from_sink(self) -> bool:
        """Returns whether values of its provider may never be written to another one."""
        return get_provider(self.provider).is_sink

    @property
    def can_be_renamed(self) -> bool:
        """Returns whether its name can be changed at its provider."""
        return "name" in get_provider(self.provider).writable_fields

    @property
    def ignored(self) -> frozenset[str]:
        """Returns the fields whose differences the athlete ignores."""
        return frozenset(self.ignored_fields.split(","))

    def candidate(self) -> Candidate:
        """Returns the activity as the engine sees it."""
        return MatchRow._make(getattr(self, name) for name in MatchRow._fields).candidate()


_MEMBER_PATHS = {
    "workout_id": "workout_id",
    "workout_utc_offset_s": "workout__utc_offset_s",
    "is_counted": "is_counted",
    "ignored_fields": "ignored_fields",
}
_FILE_COLUMNS = ("id", "name", "kind", "size", "content", "notes")
_ACTIVITY_COLUMNS = tuple(name for name in WorkoutActivity._fields if name not in (*_MEMBER_PATHS, "file"))

MEMBER_PATHS = (
    *_MEMBER_PATHS.values(),
    *(f"activity__{name}" for name in _ACTIVITY_COLUMNS),
    *(f"activity__source_file__{name}" for name in _FILE_COLUMNS),
)
"""These paths lead from a member of a workout to all that `build_activity` needs."""


def build_activity(values: Sequence[Any]) -> WorkoutActivity:
    """Returns the activity that a member's values, selected by `MEMBER_PATHS`, describe."""
    file_id, name, kind, size, content, notes = values[-6:]
    file = OriginalFile(file_id, name, kind, size, bool(content), notes) if file_id else None
    return WorkoutActivity._make((*values[:-6], file))

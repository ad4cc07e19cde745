"""Defines the columns of an activity that matching reads, and its current workout."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from activities.parsers.result import has_damage
from activities.provider_labels import provider_rank
from activities.record import FILE_PROVIDER, FLAGS, parse_stated_ids
from matching.engine.candidate import Candidate
from matching.engine.names.generated import has_generated_name
from providers.registry import get_provider


class MatchRow(NamedTuple):
    """Represents one activity as matching reads it; `workout_id` and what follows are None outside of a workout.

    `ignored_fields` are the fields whose differences the athlete ignores, in words separated by commas.
    """

    id: int
    provider: str
    provider_id: str
    name: str | None
    sport: str
    started_at: datetime
    utc_offset_s: int | None
    local_date: date
    elapsed_s: float | None
    moving_s: float | None
    timer_s: float | None
    distance_m: float | None
    elevation_gain_m: float | None
    gear_label: str | None
    device: str | None
    average_hr_bpm: float | None
    average_temperature_c: float | None
    parent_id: str | None
    trainer: bool
    manual: bool
    hidden_time: bool
    partial: bool
    stated_ids: str
    file_notes: list[dict[str, Any]] | None
    source_file_id: UUID | None
    file_kind: str | None
    workout_id: UUID | None
    is_counted: bool | None
    ignored_fields: str | None

    @property
    def flags(self) -> frozenset[str]:
        """Returns the flags that are set, as words of `FLAGS`."""
        return frozenset(flag for flag in FLAGS if getattr(self, flag))

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
        return frozenset((self.ignored_fields or "").split(","))

    def candidate(self) -> Candidate:
        """Returns the activity as the engine sees it."""
        return Candidate(
            key=self.id,
            provider=self.provider,
            provider_id=self.provider_id,
            source=f"{FILE_PROVIDER}:{self.source_file_id or self.provider_id}"
            if self.provider == FILE_PROVIDER
            else self.provider,
            start_s=self.started_at.timestamp(),
            elapsed_s=self.elapsed_s,
            moving_s=self.moving_s,
            timer_s=self.timer_s,
            distance_m=self.distance_m,
            sport=self.sport,
            flags=self.flags,
            is_damaged=has_damage(self.file_notes or ()),
            is_from_sink=self.is_from_sink,
            parent_id=self.parent_id,
            stated_ids=parse_stated_ids(self.stated_ids),
            rank=provider_rank(self.provider),
            format=self.file_kind or "",
        )


_PATHS = {"file_kind": "source_file__kind", "file_notes": "source_file__notes"} | {
    name: f"member__{name}" for name in ("workout_id", "is_counted", "ignored_fields")
}
COLUMNS = tuple(_PATHS.get(name, name) for name in MatchRow._fields)
"""These are the paths from an activity to the values of a row."""

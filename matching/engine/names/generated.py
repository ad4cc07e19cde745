"""Tells names that programs made from names that people wrote. `docs/names.md` says what counts."""

from datetime import datetime, timedelta
from typing import Protocol


class NamedActivity(Protocol):
    """Represents an activity with all that tells who made its name."""

    @property
    def provider(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def sport(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def utc_offset_s(self) -> int | None: ...
    @property
    def device(self) -> str | None: ...
    @property
    def hidden_time(self) -> bool: ...


def has_generated_name(activity: NamedActivity) -> bool:
    """Returns whether a program made an activity's name, or it has none."""
    has_local_time = activity.utc_offset_s is not None and not activity.hidden_time
    local_time = activity.started_at.replace(tzinfo=None) + timedelta(seconds=activity.utc_offset_s or 0)
    return is_generated_name(
        activity.name,
        sport=activity.sport,
        started_at_local=local_time if has_local_time else None,
        device=activity.device,
        provider=activity.provider,
    )


def is_generated_name(
    name: str | None,
    *,
    sport: str | None = None,
    started_at_local: datetime | None = None,
    device: str | None = None,
    provider: str | None = None,
) -> bool:
    """Returns whether a program made this name; a missing or empty one counts as made by a program. Never raises.

    Only the whole name counts, and in doubt it is a person's. The record's `sport` (one of ours), its start in local
    time, its `device` and its `provider` (a key, `file` for files) support the answer; any of them may be missing. The
    first call reads the tables of words, which takes about a tenth of a second.
    """
    from matching.engine.names.record_facts import RecordFacts  # many processes never compare a name
    from matching.engine.names.shapes import has_generated_shape

    return name is None or has_generated_shape(name, RecordFacts(sport, started_at_local, device, provider))

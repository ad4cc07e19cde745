"""Tells names that programs made from names that people wrote. `docs/names.md` says what counts."""

from datetime import datetime


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

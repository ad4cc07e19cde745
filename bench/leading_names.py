"""Counts how often a name that a person wrote leads its workout.

    python bench/leading_names.py FILE

FILE holds activities with their ground truth, a JSON object a line: the format of `match --records`, with `name`,
`utc_offset_s` and `true_id`. Of all true workouts that have a name of `PERSON_NAMES` on one of their activities, it
prints the share whose leading name is one of those, what leads the others instead, and ends with status 1 below the
goal.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from activities.provider_labels import provider_rank
from activities.sports import sport_of
from matching.engine.candidate import Candidate
from matching.engine.difference import authority
from matching.engine.match import match
from matching.engine.names.generated import has_generated_name
from providers.registry import get_provider

GOAL = 0.995
PERSON_NAMES = frozenset(
    {
        *("Tempo with Sam", "Club ride", "Hill repeats", "Long slow one", "Into the wind", "Recovery"),
        *("Coffee stop", "Lunch loop", "Threshold 4x8", "Sunday social", "Gravel exploring", "Race day"),
    }
)
"""These names were written by people; programs made all others of the file."""


@dataclass(frozen=True)
class NamedRecord:
    """Represents one line of the file, as far as names go."""

    provider: str
    name: str | None
    sport: str
    started_at: datetime
    utc_offset_s: int | None
    true_id: str
    device: str | None = None
    hidden_time: bool = False
    flags: frozenset[str] = field(default_factory=frozenset)
    ignored: frozenset[str] = field(default_factory=frozenset)
    can_be_renamed: bool = False

    @property
    def has_generated_name(self) -> bool:
        """Returns whether tracekit takes its name for a program's."""
        return has_generated_name(self)

    @property
    def is_from_sink(self) -> bool:
        """Returns whether its provider's values may never be written to another one."""
        return get_provider(self.provider).is_sink


def leading_names(lines: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """Returns for each true workout with a person's name the names that lead the workouts with that activity."""
    by_user: dict[Any, list[Candidate]] = defaultdict(list)
    for line in lines:
        by_user[line.get("user")].append(_candidate(line))
    leading: dict[str, set[str]] = defaultdict(set)
    for activities in by_user.values():
        for workout in match(activities).workouts:
            records: list[NamedRecord] = [activity.key for activity in workout.counting]
            first = authority(records, "name")
            for record in records:
                if record.name in PERSON_NAMES:
                    leading[record.true_id].add(first.name if first and first.name else "")
    return leading


def _candidate(line: dict[str, Any]) -> Candidate:
    provider, sport = line["provider"], sport_of(line["provider"], line.get("sport"))
    started_at = datetime.fromtimestamp(line["start_time_utc"], UTC)
    record = NamedRecord(
        provider, line.get("name") or None, sport, started_at, line.get("utc_offset_s"), str(line["true_id"])
    )
    return Candidate(
        key=record,
        provider=provider,
        provider_id=str(line["provider_id"]),
        source=f"file:{line['provider_id']}" if provider == "file" else provider,
        start_s=line["start_time_utc"],
        elapsed_s=line.get("duration_s"),
        moving_s=line.get("moving_s"),
        distance_m=line.get("distance_m"),
        sport=sport,
        rank=provider_rank(provider),
    )


def main(path: str) -> int:
    """Prints the share, and what leads instead; returns the exit status."""
    with open(path) as file:
        leading = leading_names(json.loads(line) for line in file if line.strip())
    wrong = Counter(name for names in leading.values() for name in names - PERSON_NAMES)
    good = sum(names <= PERSON_NAMES for names in leading.values())
    share = good / len(leading) if leading else 1
    print(f"workouts with a person's name: {len(leading):,}; one of those leads {share:.2%} (goal {GOAL:.1%})")
    for name, count in wrong.most_common(10):
        print(f"{count:6}  {name!r}")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

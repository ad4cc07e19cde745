"""Reads recorded answers of platforms through their mappings, and checks every field by a rule of its own.

    python -m bench.recorded FOLDER

FOLDER holds folders by the names of platforms, with JSON files below them. For each platform it prints how many
activities and other objects were read and which were not, how often each field of a record was checked and was wrong,
which fields of the answers are dropped, and which of those only a detail call gives. It never prints a value. Its
status is 1 when an object cannot be read or a field is wrong.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.recorded_answers.recorded_platform import Object, RecordedPlatform
from bench.recorded_answers.ridewithgps import RIDEWITHGPS
from bench.recorded_answers.strava import STRAVA
from providers.errors import ProviderError
from providers.payload import UnreadablePayload

PLATFORMS = (STRAVA, RIDEWITHGPS)
ERRORS = (UnreadablePayload, ProviderError, ValueError, KeyError, TypeError)
"""A mapping raises one of these for what it cannot read, and a check for an answer that lacks what it compares with."""


class WatchedObject(dict[str, Any]):
    """A watched object remembers which of its fields were read."""

    def __init__(self, content: Object) -> None:
        super().__init__(content)
        self.fields_read: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Returns a value as a dictionary does."""
        self.fields_read.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.fields_read.add(name)
        return super().__getitem__(name)


@dataclass
class RecordedResult:
    """Counts what was found in the answers of one platform.

    `fields` counts the activities that have each field, `details` those among them that a detail call gave, and `read`
    holds the fields that the mapping looks at.
    """

    read_counts: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Returns whether everything was read and no field is wrong."""
        return not self.unread and not self.wrong.total()


def read_recorded(platform: RecordedPlatform, folder: Path) -> RecordedResult:
    """Returns what the mapping makes of every answer below a folder."""
    result = RecordedResult()
    for path in sorted(folder.rglob("*.json")):
        for content in _objects(json.loads(path.read_text(encoding="utf-8"))):
            name = str(path.relative_to(folder))
            if platform.is_activity(content):
                _read_activity(platform, content, name, result)
            for kind, (is_kind, read) in platform.others.items():
                if is_kind(content):
                    _read_other(kind, read, content, name, result)
    return result


def _objects(content: Any) -> Iterator[Object]:
    """Yields every object in an answer, at any depth."""
    if isinstance(content, dict):
        yield content
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for part in parts:
        yield from _objects(part)


def _read_activity(platform: RecordedPlatform, content: Object, name: str, result: RecordedResult) -> None:
    watched = WatchedObject(content)
    try:
        record = platform.record_of(watched)
    except ERRORS as error:
        result.unread.append(f"activity in {name}: {type(error).__name__}")
        return
    result.read_counts["activities"] += 1
    result.read |= watched.fields_read
    result.fields.update(content.keys())
    result.details.update(content.keys() if platform.is_detail(content) else ())
    for field_name, check in platform.checks.items():
        try:
            is_right = check(content, record)
        except ERRORS:
            is_right = False
        result.checked[field_name] += is_right is not None
        result.wrong[field_name] += is_right is False


def _read_other(kind: str, read: Any, content: Object, name: str, result: RecordedResult) -> None:
    try:
        read(content)
        result.read_counts[kind] += 1
    except ERRORS as error:
        result.unread.append(f"{kind} in {name}: {type(error).__name__}")


def report(platform: RecordedPlatform, result: RecordedResult) -> Iterator[str]:
    """Yields the lines about a platform."""
    yield f"{platform.name}: read {', '.join(f'{count} {kind}' for kind, count in result.read_counts.items())}"
    yield f"  unread: {len(result.unread)}"
    yield from (f"    {line}" for line in result.unread)
    yield f"  {'field':<24} {'checked':>8} {'wrong':>6}"
    yield from (f"  {name:<24} {result.checked[name]:>8} {result.wrong[name]:>6}" for name in platform.checks)
    yield f"  {'dropped':<34} {'activities':>10}  given by"
    for name, count in sorted(result.fields.items()):
        if name not in result.read:
            yield f"  {name:<34} {count:>10}  {'details only' if result.details[name] == count else 'lists too'}"
    yield f"  read, but given by details only: {', '.join(_read_from_details_only(result)) or 'nothing'}"


def _read_from_details_only(result: RecordedResult) -> list[str]:
    return sorted(name for name in result.read & set(result.fields) if result.details[name] == result.fields[name])


def main(arguments: Sequence[str]) -> int:
    """Prints the report of a folder; returns 1 when something is unread or wrong."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    is_clean = True
    folders = {platform: Path(arguments[0]) / platform.name for platform in PLATFORMS}
    recorded = {platform: folder for platform, folder in folders.items() if folder.is_dir()}
    if not recorded:
        print("The folder has no answers of a platform.")
        return 1
    for platform, folder in recorded.items():
        result = read_recorded(platform, folder)
        print("\n".join(report(platform, result)))
        is_clean = is_clean and result.is_clean and bool(result.read_counts)
    return int(not is_clean)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

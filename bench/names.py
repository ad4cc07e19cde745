"""Scores how well tracekit tells names that programs made from names that people wrote.

    python bench/names.py FILE

Each line of FILE is a JSON object: `name`, `generated` (the truth), `sport`, `started_at_local`, `device`, `source`
(the provider), `lang` and `why` (the platform before a colon). Lines with `"ambiguous": true` are left out of all
figures, generated names with `"unseen": true` are counted apart. It prints three shares with their goals, the time that
a name takes, and the ten worst groups of errors by platform and language; it ends with status 1 when a goal is missed.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from matching.engine.names.generated import is_generated_name

GROUPS_PRINTED = 10
EXAMPLES_PRINTED = 3


@dataclass(frozen=True)
class NameLine:
    """Represents one line of the file, and whether tracekit takes its name for a program's."""

    name: str | None
    is_generated: bool
    is_unseen: bool
    platform: str
    language: str
    answer: bool
    seconds: float


@dataclass(frozen=True)
class NameScore:
    """Represents a share of lines and its goal: `at most` a share of errors, or `at least` a share of names found."""

    title: str
    count: int
    total: int
    goal: float
    is_limit: bool

    @property
    def is_met(self) -> bool:
        """Returns whether the share keeps to the goal; a share of nothing does."""
        share = self.count / self.total if self.total else self.goal
        return share <= self.goal if self.is_limit else share >= self.goal

    def __str__(self) -> str:
        share = f"{self.count / self.total:.2%}" if self.total else "-"
        bound = "at most" if self.is_limit else "at least"
        verdict = "" if self.is_met else "  MISSED"
        return f"{self.title}: {self.count} of {self.total} ({share}, {bound} {self.goal:.1%}){verdict}"


def main(arguments: Sequence[str]) -> int:
    """Prints the scores of a file; returns 1 when a goal is missed."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    lines = list(read_lines(Path(arguments[0]).read_text(encoding="utf-8").splitlines()))
    results = scores_of(lines)
    print("\n".join(map(str, results)))
    if lines:
        print(f"time per name, median: {median(line.seconds for line in lines) * 1e6:.1f} µs")
    print("\n".join(error_table(lines)))
    return int(not all(result.is_met for result in results))


def read_lines(texts: Iterable[str]) -> Iterator[NameLine]:
    """Yields every line that is not ambiguous, answered by tracekit."""
    is_generated_name("")  # so that no line pays for reading the tables
    for text in texts:
        values = json.loads(text) if text.strip() else {"ambiguous": True}
        if not values.get("ambiguous"):
            yield _answer(values)


def scores_of(lines: Sequence[NameLine]) -> list[NameScore]:
    """Returns the share of names of people that are lost, and of generated ones that are found, named or not."""
    people = [line.answer for line in lines if not line.is_generated]
    named = [line.answer for line in lines if line.is_generated and not line.is_unseen]
    unseen = [line.answer for line in lines if line.is_generated and line.is_unseen]
    return [
        NameScore("names of people called generated", sum(people), len(people), 0.002, is_limit=True),
        NameScore("generated names found, of named programs", sum(named), len(named), 0.95, is_limit=False),
        NameScore("generated names found, of unseen programs", sum(unseen), len(unseen), 0.7, is_limit=False),
    ]


def error_table(lines: Iterable[NameLine]) -> list[str]:
    """Returns a row for each of the ten worst groups of errors: those that lose names of people come first."""
    totals: Counter[tuple[bool, str, str]] = Counter()
    errors: dict[tuple[bool, str, str], list[str | None]] = defaultdict(list)
    for line in lines:
        group = (line.is_generated, line.platform, line.language)
        totals[group] += 1
        if line.answer != line.is_generated:
            errors[group].append(line.name)
    worst = sorted(errors, key=lambda group: (group[0], -len(errors[group]), group))[:GROUPS_PRINTED]
    header = f"{'error':<18} {'platform':<22} {'language':<9} {'errors':>11}  examples"
    return [header, *(_row(group, errors[group], totals[group]) for group in worst)] if worst else ["no errors"]


def _row(group: tuple[bool, str, str], names: Sequence[str | None], total: int) -> str:
    is_generated, platform, language = group
    error = "not found" if is_generated else "person's name lost"
    examples = ", ".join(map(repr, names[:EXAMPLES_PRINTED]))
    return f"{error:<18} {platform[:22]:<22} {language[:9]:<9} {len(names):>4} of {total:>4}  {examples}"


def _answer(values: dict[str, Any]) -> NameLine:
    """Returns a line with the answer of tracekit; the platform of a person's name is where it was written."""
    start = values.get("started_at_local")
    started_at = perf_counter()
    answer = is_generated_name(
        values["name"],
        sport=values.get("sport"),
        started_at_local=datetime.fromisoformat(start) if start else None,
        device=values.get("device"),
        provider=values.get("source"),
    )
    seconds = perf_counter() - started_at
    is_generated = bool(values["generated"])
    platform = values.get("why", "").partition(":")[0] if is_generated else values.get("source")
    return NameLine(
        values["name"],
        is_generated,
        bool(values.get("unseen")),
        platform or "-",
        values.get("lang") or "-",
        answer,
        seconds,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

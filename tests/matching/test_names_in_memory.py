"""What tells names apart keeps its tables in memory, and no part of an athlete's name."""

import sys
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from bench.names import read_lines
from matching.engine.names import normalized_name
from matching.engine.names.generated import is_generated_name

FOLDER = Path(__file__).with_name("names")
FILES = ("people.jsonl", "programs.jsonl")


def cached_entries() -> int:
    """Returns how many entries the caches of all modules that tell names apart hold."""
    names = [name for name in sys.modules if name.startswith("matching.engine.names.")]
    functions = (value for name in names for value in vars(sys.modules[name]).values() if hasattr(value, "cache_info"))
    return sum(function.cache_info().currsize for function in set(functions))


def judge_names_with(word: str) -> None:
    """Asks about all listed names, each with a further word before and after it."""
    texts = ((FOLDER / file).read_text(encoding="utf-8").splitlines() for file in FILES)
    for line in read_lines(chain.from_iterable(texts)):
        is_generated_name(f"{line.name} {word}", sport="ride")
        is_generated_name(f"{word} {line.name}", sport="ride", provider="garmin")


def test_no_name_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    judge_names_with("Poysdorf")  # which reads every table that is needed
    before = cached_entries()
    assert before > 20
    judge_names_with("Mistelbach")
    assert cached_entries() == before
    monkeypatch.setattr(normalized_name, "squeeze", cache(normalized_name.squeeze))
    normalized_name.squeeze("Mistelbach")
    assert cached_entries() == before + 1

"""Describes a guard: the code that keeps a promise, and the tests that notice when it is missing."""

from dataclasses import dataclass
from pathlib import Path


class GuardMissing(Exception):
    """The text of a guard does not occur exactly once in its file, so that the list has to be corrected."""


@dataclass(frozen=True)
class Guard:
    """A guard is `text` in the file at `path`. With `replacement` in its place it is missing, and each test must fail.

    `tests` are pytest's ids of functions; every case of a test counts as that test. `is_of_postgresql` says that the
    guard is in that database, so that the tests run there.
    """

    promise: str
    path: str
    text: str
    replacement: str
    tests: tuple[str, ...]
    is_of_postgresql: bool = False

    def source_without(self, root: Path) -> str:
        """Returns the file of a checkout without the guard. Raises GuardMissing."""
        source = (root / self.path).read_text(encoding="utf-8")
        if source.count(self.text) != 1:
            raise GuardMissing(f"{self.promise}: the text occurs {source.count(self.text)} times in {self.path}.")
        return source.replace(self.text, self.replacement)

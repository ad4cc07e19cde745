"""Finds and parses the files that people wrote for the checkout: no migrations, no lock files, nothing of others."""

import ast
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder of the checkout is `ROOT`."""

PRODUCT = ("accounts", "activities", "matching", "providers", "tracekit_site")
"""These packages are what an install runs."""

SKIPPED = ("/migrations/", "/vendor/", "requirements/", ".min.js", ".min.css")
"""A path that contains one of these is not read."""


@dataclass(frozen=True)
class CheckedFile:
    """Represents a file of the checkout: its path from the top of the checkout, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Returns the parsed module of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def module(self) -> str:
        """Returns the dotted name under which a Python file is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        """Returns the first part of the path: `matching`, `tests`, `templates`."""
        return self.path.partition("/")[0]

    @property
    def is_python(self) -> bool:
        """Returns whether the file is a Python module."""
        return self.path.endswith(".py")

    @property
    def is_template(self) -> bool:
        """Returns whether the file is a page or a mail that a template engine fills in."""
        return "templates/" in self.path and self.path.endswith((".html", ".txt"))


@dataclass(frozen=True, order=True)
class Violation:
    """Represents one thing to change: where it stands and why it fails."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    def lies_in(self, paths: Iterable[str]) -> bool:
        """Returns whether the finding is in one of these files or folders; without any, it always is."""
        wanted = [path.removeprefix("./").rstrip("/") for path in paths]
        return not wanted or any(self.path == path or self.path.startswith(f"{path}/") for path in wanted)


def read_checkout(root: Path = ROOT) -> list[CheckedFile]:
    """Returns the text files that git tracks, or would track, in order of their paths."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = sorted({path for path in listed if path and not any(part in path for part in SKIPPED)})
    return [
        CheckedFile(path, (root / path).read_text(encoding="utf-8"))
        for path in paths
        if path.endswith((".py", ".html", ".txt", ".css", ".js")) and (root / path).is_file()
    ]

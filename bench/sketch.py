"""Draws the packages of the product and their imports, for `docs/architecture.md`: `python -m bench.sketch [--write]`.

It prints the sketch; `--write` puts it into the document, between its two markers.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence

from bench.source.checkout import ROOT, read_checkout
from bench.source.packages import Package, packages

DOCUMENT = ROOT / "docs" / "architecture.md"
"""The sketch stands in this document."""

START, END = "<!-- sketch: written by `python -m bench.sketch --write` -->", "<!-- end of the sketch -->"
"""The sketch stands between these two lines of the document."""

WIDTH = 118
"""No line of the sketch is longer."""


def sketch() -> str:
    """Returns the drawing: for each layer its packages, each with its purpose and the packages that it imports."""
    lines: list[str] = []
    app = ""
    for package in packages(read_checkout()):
        if package.app != app:
            lines += ["", "  │", "  ▼", ""] if app else []
            app = package.app
        lines += _drawn(package)
    return "\n".join(lines)


def _drawn(package: Package) -> Iterator[str]:
    """Yields the lines of one package: its name and purpose, the modules of an app, and the arrows to its imports."""
    indent = "" if package.is_app else "    "
    yield from _wrapped(f"{indent}{package.name.ljust(29 - len(indent))} ", package.purpose or "(no docstring)")
    if package.is_app and package.modules:
        yield from _wrapped(f"{indent}  modules: ", ", ".join(sorted(package.modules)))
    if package.imports:
        yield from _wrapped(f"{indent}  → ", ", ".join(sorted(package.imports)))


def _wrapped(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def with_sketch(document: str) -> str:
    """Returns the document with the sketch between its markers. Raises ValueError when it has no markers."""
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{DOCUMENT.name} does not hold the two lines {START} and {END}")
    return f"{before}{start}\n```text\n{sketch()}\n```\n{end}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the sketch, or writes it into the document."""
    parser = argparse.ArgumentParser(prog="python -m bench.sketch", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put it into docs/architecture.md")
    if parser.parse_args(arguments).write:
        DOCUMENT.write_text(with_sketch(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(sketch())
    return 0


if __name__ == "__main__":
    sys.exit(main())

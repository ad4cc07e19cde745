"""Writes what a crawler has counted as a small table."""

from collections import Counter
from collections.abc import Mapping

STATUSES = ("2xx", "3xx", "4xx", "5xx")


def report_lines(counts: Mapping[tuple[str, str, int], int], title: str) -> list[str]:
    """Returns a title, a line for each visitor and kind of id, and their sum; each counts requests by status."""
    lines: dict[tuple[str, str], Counter[str]] = {}
    for (visitor, kind, status), count in counts.items():
        lines.setdefault((visitor, kind), Counter())[f"{status // 100}xx"] += count
    total = sum(lines.values(), Counter())
    return [
        "",
        title,
        _line("visitor", "ids", ["requests", *STATUSES]),
        *(_line(*names, [count.total(), *map(count.__getitem__, STATUSES)]) for names, count in lines.items()),
        _line("all", "", [total.total(), *map(total.__getitem__, STATUSES)]),
    ]


def _line(visitor: str, kind: str, numbers: list[object]) -> str:
    return f"{visitor:14}{kind:10}" + "".join(f"{number!s:>10}" for number in numbers)

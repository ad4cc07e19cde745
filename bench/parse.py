"""Measures how much faster than fitparse and gpxpy the parsers are, and whether they read the same.

    python bench/parse.py DIR…

It parses every FIT, GPX and TCX file below the folders, in one process, bytes in memory. tracekit's time is the
median of five readings, each with the cache of FIT definitions emptied; the oracle reads once. FIT is compared with a
full read by fitparse, GPX with gpxpy on the standard library's parser, with all figures computed. It prints minimum,
median and maximum of the ratios and each difference in what is stored, then the speed on the larger XML files beside
that of expat with handlers that do nothing, turn by turn, and ends with status 1 when a median misses its goal.
"""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.modules["lxml"] = None  # type: ignore[assignment]  # gpxpy as it comes, without lxml
import gpxpy  # noqa: E402, F401

del sys.modules["lxml"]
from activities.parsers.fit.definition import read_definition  # noqa: E402
from activities.parsers.parse import parse_file  # noqa: E402
from activities.parsers.result import FileRefused, ParseResult  # noqa: E402
from bench.oracles import differences, fit_messages, fit_records, gpx_figures, gpx_records  # noqa: E402
from bench.xml_speed import print_speeds  # noqa: E402

LARGE_BYTES = 20_000
FIT_WHOLE, FIT_BROKEN, GPX = "FIT that fitparse reads to the end", "FIT that fitparse does not", "GPX"
GOALS = {FIT_WHOLE: 150, GPX: 2}
Ratios = dict[str, list[tuple[int, float]]]


def main(folders: list[str]) -> int:
    """Compares every file; returns 1 when a goal is missed."""
    warnings.simplefilter("ignore", DeprecationWarning)  # fitparse reads dates with utcfromtimestamp
    ratios: Ratios = {FIT_WHOLE: [], FIT_BROKEN: [], GPX: []}
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file()):
        data = path.read_bytes()
        if data[8:12] == b".FIT":
            _compare(path.name, data, fit_messages, fit_records, ratios, FIT_WHOLE, FIT_BROKEN)
        elif b"<gpx" in data[:4096]:
            _compare(path.name, data, gpx_figures, gpx_records, ratios, GPX)
    ratios["FIT, all"] = ratios[FIT_WHOLE] + ratios[FIT_BROKEN]
    for name, pairs in ratios.items():
        _print(name, [ratio for _, ratio in pairs])
        _print(f"{name}, over 20 kB", [ratio for size, ratio in pairs if size > LARGE_BYTES])
    for tag in (b"<gpx", b"<TrainingCenterDatabase"):
        print_speeds(
            tag, [path.read_bytes() for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
        )
    return int(any(ratios[name] and median(ratio for _, ratio in ratios[name]) < goal for name, goal in GOALS.items()))


def _compare(
    name: str,
    data: bytes,
    oracle: Callable[[bytes], Any],
    records: Callable[[Any], list[dict[str, Any]]],
    ratios: Ratios,
    group: str,
    broken_group: str = "",
) -> None:
    """Times both readers on one file and prints where they differ."""
    result, seconds = _read_repeatedly(data)
    start = perf_counter()
    try:
        expected, problem = oracle(data), None
    except Exception as error:  # whatever an oracle raises on a file, the bench goes on
        expected, problem = None, error
    ratio = (perf_counter() - start) / seconds
    if problem is None:
        ratios[group].append((len(data), ratio))
        for difference in differences(result.records, records(expected)) if result else ():
            print(f"{name}: {difference}")
    else:
        print(f"{name}: not compared, {type(problem).__name__} for them: {problem}")
        ratios.setdefault(broken_group, []).append((len(data), ratio))


def _read_repeatedly(data: bytes) -> tuple[ParseResult | None, float]:
    """Returns the result, None when refused, and the median seconds of five readings."""
    times = []
    for _ in range(5):
        read_definition.cache_clear()
        start = perf_counter()
        try:
            result: ParseResult | None = parse_file(data)
        except FileRefused:
            result = None
        times.append(perf_counter() - start)
    return result, median(times)


def _print(name: str, ratios: list[float]) -> None:
    if name and ratios:
        print(
            f"{name}: {len(ratios)} files, {min(ratios):.1f} / {median(ratios):.1f} / {max(ratios):.1f} times as fast"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

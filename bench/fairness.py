"""Simulates days in which first pulls and athletes share one new application at Strava, in simulated time.

    python bench/fairness.py [--days 3] [--seeds 5] [--athletes 200] [--pulls 3]

`bench/simulated_install.py` has the product's own budget, lanes and shares; limits and headers are Strava's. Each
athlete is pulled once a day, and pushes and clicks with a morning peak. The first pulls start at midnight of the second
day, when they can take most away from others.

For several cases it prints how long clicks, first pushes and daily pulls take, how many first pulls were done how soon,
the fewest and the most calls of one of them, how full the windows got, and how many calls Strava refused. It ends with
status 1 when a bound is broken in a case where it has to hold: clicks within 5 s and pushes within 60 s (95 of 100), no
window above its limit, and nothing refused.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from accounts.jobs.lanes import Lane
from bench.simulated_install import DAY, START, SimulatedInstall
from providers.call_budget import RESERVED_SHARES
from providers.strava.client import WINDOWS
from providers.strava.provider import PER_PAGE

TEN_YEARS = 3_000
"""A history of ten years has so many activities."""
PAGED_CALLS = 1 + 3 + TEN_YEARS // PER_PAGE + 1
"""A first pull by pages fetches the gear in use, three retired pieces, the pages, and the empty one."""
PULLS_START = START + DAY
NEWCOMER = "newcomer"
MAX_CLICK_S, MAX_PUSH_S = 5.0, 60.0
LINE = "{:34} {:>7} {:>8} {:>8} {:>7} {:>8} {:>8} {:>8} {:>14} {:>9} {:>8} {:>6} {:>7}"
HEAD = (
    "case",
    "clicks",
    "95 %, s",
    "most",
    "pushes",
    "95 %, s",
    "most",
    "daily",
    "first pulls",
    "calls",
    "quarter",
    "day",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A case is how many calls a first pull makes, and with which reserves; the bounds hold where they have to."""

    name: str
    calls_per_pull: int
    has_reserves: bool = True
    has_to_hold: bool = True


CASES = (
    Case("no first pull", 0),
    Case(f"pages of {PER_PAGE}, as tracekit pulls", PAGED_CALLS),
    Case("a call for each activity", TEN_YEARS),
    Case("the same without reserves", TEN_YEARS, has_reserves=False, has_to_hold=False),
)


def main() -> int:
    """Simulates each case; returns 1 when a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--athletes", type=int, default=200)
    parser.add_argument("--pulls", type=int, default=3)
    arguments = parser.parse_args()
    print(LINE.format(*HEAD, "refused"))
    is_broken = False
    for case in CASES:
        installs = [
            simulate(case, seed, arguments.days, arguments.athletes, arguments.pulls) for seed in range(arguments.seeds)
        ]
        print(_line(case, installs, arguments.pulls))
        is_broken |= case.has_to_hold and bool(broken_bounds(installs))
    return int(is_broken)


def simulate(case: Case, seed: int, days: int, athletes: int, pulls: int) -> SimulatedInstall:
    """Returns an install after its days."""
    install = SimulatedInstall(seed, days)
    for number in range(athletes):
        install.add_athlete(f"athlete {number}")
    if case.calls_per_pull:
        for number in range(pulls):
            install.add_job(PULLS_START, f"{NEWCOMER} {number}", Lane.BACKFILL, case.calls_per_pull)
    with patch.dict(RESERVED_SHARES, {} if case.has_reserves else dict.fromkeys(Lane, 0.0)):
        install.run()
    return install


def broken_bounds(installs: Sequence[SimulatedInstall]) -> list[str]:
    """Returns what did not hold in these installs together."""
    bounds = {
        "clicks": percentile(waits(installs, Lane.CLICK)) <= MAX_CLICK_S,
        "pushes": percentile(waits(installs, Lane.WEBHOOK)) <= MAX_PUSH_S,
        "windows": all(install.strava.fullest(window) <= 1 for install in installs for window in WINDOWS),
        "refused": not any(install.strava.refused_count for install in installs),
    }
    return [name for name, holds in bounds.items() if not holds]


def waits(installs: Sequence[SimulatedInstall], lane: Lane) -> list[float]:
    """Returns the seconds from the wish to the end of every job of a lane; one that has not ended waits to the end."""
    open_jobs = [
        (install.end - job.created_at).total_seconds()
        for install in installs
        for job in install.unfinished_jobs()
        if job.lane is lane
    ]
    return sorted([second for install in installs for second in install.waits[lane]] + open_jobs)


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """Returns the value that so many of the sorted values do not exceed; 0 without any."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _line(case: Case, installs: Sequence[SimulatedInstall], pulls: int) -> str:
    clicks, pushes, daily = (waits(installs, lane) for lane in (Lane.CLICK, Lane.WEBHOOK, Lane.DAILY))
    done = [second for install in installs for second in install.waits[Lane.BACKFILL]]
    last = timedelta(seconds=round(max(done, default=0)))
    first_pulls = f"{len(done)}/{pulls * len(installs)} {last}" if done else f"0/{pulls * len(installs)}"
    fullest = [f"{max(install.strava.fullest(window) for install in installs):.0%}" for window in WINDOWS]
    pull_calls = [calls for install in installs for owner, calls in install.calls.items() if owner.startswith(NEWCOMER)]
    calls = f"{min(pull_calls)}–{max(pull_calls)}" if pull_calls else "-"
    columns = [len(clicks), *_seconds(clicks), len(pushes), *_seconds(pushes), f"{percentile(daily):.1f}"]
    refused = sum(install.strava.refused_count for install in installs)
    return LINE.format(case.name, *columns, first_pulls, calls, *fullest, refused)


def _seconds(values: Sequence[float]) -> tuple[str, str]:
    return f"{percentile(values):.1f}", f"{values[-1] if values else 0:.1f}"


if __name__ == "__main__":
    sys.exit(main())

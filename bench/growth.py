"""Prints the processor time of each loop of the readers and the engine for inputs of size n and 4n.

    python bench/growth.py [--size 2000]

It prints the least of three runs for each size, in milliseconds, and their ratio, and ends with status 1 when a ratio
is above 8: work that grows as its input does has 4, and quadratic work 16.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MAX_RATIO = 8.0
RUNS = 3


def main() -> int:
    """Prints the table; returns 1 when something grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2000)
    size = parser.parse_args().size
    from bench.growing_inputs import engine_work, reader_work

    is_linear = True
    for make_work in (reader_work, engine_work):
        small, large = make_work(size), make_work(4 * size)
        for name in small:
            small_ms, large_ms = least_ms(small[name]), least_ms(large[name])
            ratio = large_ms / max(small_ms, 0.1)
            is_linear = is_linear and ratio <= MAX_RATIO
            print(f"{name:36} {small_ms:9.1f} {large_ms:9.1f} ms  × {ratio:.1f}")
    return 0 if is_linear else 1


def least_ms(work: Callable[[], object]) -> float:
    """Returns the least processor time of some runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        started_at = time.process_time()
        work()
        times.append(time.process_time() - started_at)
    return 1000 * min(times)


if __name__ == "__main__":
    sys.exit(main())

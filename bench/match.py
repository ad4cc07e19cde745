"""Scores matching on generated histories, and times it: `python bench/match.py GENERATOR SCORER [--seeds 1 2 3]`.

GENERATOR makes activities with their truth, SCORER compares an answer with it; both are programs that are given.
Each seed is matched twice, the second time with its lines shuffled; the answers must be the same. Then the processor
time of 20,000 workouts over 40 years is compared with 5,000 over 10, start of the process included.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE = (5_000, 10), (20_000, 40)
MAX_RATIO = 5


def main() -> None:
    """Prints a line a seed and the ratio; ends with status 1 when order mattered or the ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("generator", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--seeds", nargs="+", default=["1", "2", "3"])
    parser.add_argument("--pairs", type=int, default=5, help="how often the two sizes are timed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        same = [score(options.generator, options.scorer, Path(folder), seed) for seed in options.seeds]
        ratio = compare_sizes(options.generator, Path(folder), options.pairs)
    sys.exit(0 if all(same) and ratio <= MAX_RATIO else 1)


def score(generator: Path, scorer: Path, folder: Path, seed: str) -> bool:
    """Prints the score of one seed; returns whether shuffled lines were answered alike."""
    history = generate(generator, folder / f"{seed}.jsonl", SMALL, seed)
    (folder / "answer.jsonl").write_bytes(match(history))
    print(f"seed {seed}:", run(scorer, history, folder / "answer.jsonl").decode().strip())
    lines = history.read_bytes().splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    shuffled = folder / "shuffled.jsonl"
    shuffled.write_bytes(b"".join(lines))
    same = sorted(match(shuffled).splitlines()) == sorted((folder / "answer.jsonl").read_bytes().splitlines())
    print(f"seed {seed}: shuffled lines are answered {'alike' if same else 'DIFFERENTLY'}")
    return same


def compare_sizes(generator: Path, folder: Path, pairs: int) -> float:
    """Prints and returns the median of large over small, in processor time."""
    small, large = (generate(generator, folder / f"{size[0]}.jsonl", size, "time") for size in (SMALL, LARGE))
    times = [(processor_s(small), processor_s(large)) for _ in range(pairs)]
    ratio = statistics.median(large_s / small_s for small_s, large_s in times)
    print(f"{SMALL[0]:,} workouts {statistics.median(small_s for small_s, _ in times):.2f} s, ", end="")
    print(f"{LARGE[0]:,} workouts {statistics.median(large_s for _, large_s in times):.2f} s: {ratio:.2f} times")
    return ratio


def generate(generator: Path, out: Path, size: tuple[int, int], seed: str) -> Path:
    """Generates a history without its truth, which lies beside it; returns its path."""
    workouts, years = map(str, size)
    run(generator, "--workouts", workouts, "--years", years, "--blind", "--seed", seed, "--out", out)
    return out


def match(history: Path) -> bytes:
    """Returns the answer of tracekit's own command line."""
    command = [sys.executable, "-m", "tracekit", "match", "--records", str(history), "--json"]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def processor_s(history: Path) -> float:
    """Returns the seconds of processor time of one run, the start of the process included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    match(history)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(program: Path, *arguments: str | Path) -> bytes:
    """Runs a program and returns what it prints; its own messages are left out."""
    command = [sys.executable, str(program), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()

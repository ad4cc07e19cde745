"""Parses activity files that were mutated at random, and reports every input with which a parser breaks its promise.

    python bench/mutations.py DIR… [--count 180000] [--seed 1] [--first 0]

Each input is made of one file below the folders by one to four mutations, and depends on the seed and its number alone.
It is parsed in this process, archives entry by entry. A parser may return activities or refuse the file with
FileRefused; whatever else it raises is printed with the input's number, and the bench ends with status 1. It prints how
many inputs of each kind were read and refused, and the most processor time that one of them took, in seconds.
"""

import argparse
import io
import json
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from activities.parsers.archive import Archive
from activities.parsers.gunzip import gunzip_if_packed
from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused
from activities.parsers.sniff import HEAD_SIZE, detect_compression

MAX_SIZE = 48_000
"""Only this many bytes of a larger file are used, so that the inputs are many and not long."""

MAX_MUTATIONS = 4
PROGRESS_EVERY = 10_000
BYTES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
NUMBERS = (b"", b"-1", b"0", b"1e999", b"NaN", b"-inf", b"9" * 40, b"1.7976931348623157e308", b"0x10", "٣".encode())
TIMES = (b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z", b"2024-02-30T25:61:61Z", b"2024-01-01T00:00:00+99:99")
NUMBER = re.compile(rb"-?\d+\.?\d*")
TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?")
TAG = re.compile(rb"</?[\w:]+[^>]*>")

Mutation = Callable[[bytearray, random.Random, Sequence[bytes]], None]


def main() -> int:
    """Parses every input; returns 1 when a parser broke its promise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=180_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    options = parser.parse_args()
    paths = sorted(path for folder in options.folders for path in folder.rglob("*") if path.is_file())
    contents = [path.read_bytes()[:MAX_SIZE] for path in paths]
    answers: Counter[str] = Counter()
    failures, slowest = 0, (0.0, "")
    for number in range(options.first, options.first + options.count):
        place, data = mutated(contents, f"{options.seed} {number}")
        started_at = time.process_time()
        answer = answer_to(data)
        slowest = max(slowest, (time.process_time() - started_at, f"input {number} of {paths[place].name}"))
        has_failed = "\n" in answer
        answers[f"{paths[place].parent.name}: {'failed' if has_failed else answer}"] += 1
        if has_failed:
            failures += 1
            print(f"input {number} of {paths[place].name}:\n{answer}", flush=True)
        if (number + 1) % PROGRESS_EVERY == 0:
            print(f"{number + 1:,} inputs, {failures} failures, slowest {slowest[0]:.2f} s", flush=True)
    for name, count in sorted(answers.items()):
        print(f"{name} {count:,}")
    print(f"{options.count:,} inputs, {failures} failures; {slowest[1]} took longest: {slowest[0]:.2f} s")
    return int(failures > 0)


def mutated(contents: Sequence[bytes], seed: str) -> tuple[int, bytes]:
    """Returns the place of a file, and its bytes after the mutations that the seed chooses."""
    choice = random.Random(seed)
    place = choice.randrange(len(contents))
    data = bytearray(contents[place])
    for _ in range(choice.randint(1, MAX_MUTATIONS)):
        choice.choice(MUTATIONS)(data, choice, contents)
    return place, bytes(data)


def answer_to(data: bytes) -> str:
    """Returns `read` or `refused`, or the lines of a traceback when the parsers broke their promise."""
    try:
        for content in _files_in(data):
            json.dumps([record.as_json() for record in parse_file(content).records])
        return "read"
    except FileRefused:
        return "refused"
    except Exception:
        return traceback.format_exc()


def _files_in(data: bytes) -> Iterator[bytes]:
    if detect_compression(data[:HEAD_SIZE]) != "zip":
        yield gunzip_if_packed(data)
        return
    archive = Archive(io.BytesIO(data))
    for number in range(len(archive)):
        if not archive.is_left_out(number):
            yield archive.read_entry(number)[1]


def _set_bytes(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    for _number in range(choice.randint(1, 8) if data else 0):
        data[choice.randrange(len(data))] = choice.choice((*BYTES, choice.randrange(256)))


def _flip_bit(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    if data:
        data[choice.randrange(len(data))] ^= 1 << choice.randrange(8)


def _flip_bit_of_head(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    if data:
        data[choice.randrange(min(len(data), 200))] ^= 1 << choice.randrange(8)


def _delete(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    start = choice.randint(0, len(data))
    del data[start : start + choice.choice((1, 2, 7, 64, 1000))]


def _truncate(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    del data[choice.randint(0, len(data)) :]


def _repeat(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
    start = choice.randint(0, len(data))
    part = bytes(data[start : start + choice.choice((1, 16, 300))])
    data[start:start] = part * choice.choice((1, 2, 50))


def _splice(data: bytearray, choice: random.Random, contents: Sequence[bytes]) -> None:
    other = choice.choice(contents)
    start, place = choice.randint(0, len(other)), choice.randint(0, len(data))
    data[place:] = other[start:][:MAX_SIZE]


def _replace_text(pattern: re.Pattern[bytes], texts: Sequence[bytes]) -> Mutation:
    def replace(data: bytearray, choice: random.Random, _: Sequence[bytes]) -> None:
        matches = list(pattern.finditer(bytes(data[:MAX_SIZE])))
        if matches:
            match = choice.choice(matches)
            data[match.start() : match.end()] = choice.choice(texts)

    return replace


MUTATIONS: tuple[Mutation, ...] = (
    *(_set_bytes, _flip_bit, _flip_bit_of_head, _delete, _truncate, _repeat, _splice),
    *(_replace_text(NUMBER, NUMBERS), _replace_text(TIME, (*NUMBERS, *TIMES)), _replace_text(TAG, (b"", b"<a/>"))),
)

if __name__ == "__main__":
    sys.exit(main())

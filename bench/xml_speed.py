"""Measures how fast XML files are parsed, beside expat alone: what its handlers cost in Python is the floor."""

from statistics import median
from time import process_time
from xml.parsers import expat

from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused

LARGE_BYTES = 20_000
ROUNDS = 7


def print_speeds(root: bytes, files: list[bytes]) -> None:
    """Prints MB a second of processor time for the larger files with this root element."""
    documents = [data for data in files if len(data) > LARGE_BYTES and root in data[:4096]]
    megabytes = sum(map(len, documents)) / 1e6
    methods = {"tracekit": _parse, "expat with empty handlers": _visit, "expat without handlers": _check}
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    for _ in range(ROUNDS if documents else 0):
        for name, parse in methods.items():
            start = process_time()
            for data in documents:
                parse(data)
            seconds[name].append(process_time() - start)
    for name, times in seconds.items():
        if times:
            print(f"{root.decode()}>, {len(documents)} files over 20 kB, {name}: {megabytes / median(times):.0f} MB/s")


def _parse(data: bytes) -> None:
    try:
        parse_file(data)
    except FileRefused:
        return


def _visit(data: bytes) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda text: None
    _feed(parser, data)


def _check(data: bytes) -> None:
    _feed(expat.ParserCreate(), data)


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return

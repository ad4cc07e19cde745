"""Parses one activity file. It runs only in the limited process (`process`), because a file may be hostile."""

from collections.abc import Callable
from hashlib import sha256

from activities.parsers import sniff
from activities.parsers.fit.parser import parse_fit
from activities.parsers.gpx import parse_gpx
from activities.parsers.limits import MAX_FILE_SIZE, MAX_FIT_SIZE, check_file_size
from activities.parsers.parsed import ParsedFile
from activities.parsers.result import FileRefused, ParseResult
from activities.parsers.tcx import parse_tcx

PARSERS: dict[str, tuple[int, Callable[[bytes], ParsedFile]]] = {
    "fit": (MAX_FIT_SIZE, parse_fit),
    "gpx": (MAX_FILE_SIZE, parse_gpx),
    "tcx": (MAX_FILE_SIZE, parse_tcx),
}
"""Each type has a size limit and a parser."""


def parse_file(data: bytes) -> ParseResult:
    """Returns the activities of a FIT, GPX or TCX file, already unpacked. Raises FileRefused."""
    file_type = sniff.detect_type(data)
    if file_type in ("gz", "zip"):
        raise FileRefused("zip_nested")
    if file_type == "xml":
        file_type = sniff.detect_xml_type(data)
    limit, parse = PARSERS[file_type]
    check_file_size(len(data), limit)
    return parse(data).to_result(sha256(data).hexdigest(), file_type)

"""One activity file's bytes to records.  Call it in the limited child (`reader`), never beside anything precious."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from activities.parsers import gpx, sniff, tcx
from activities.parsers.fit import parser as fit
from activities.parsers.parsed import ParsedFile
from activities.parsers.result import FileRefused, ParseResult

PARSERS: dict[str, tuple[int, Callable[[bytes], ParsedFile]]] = {
    "fit": (32, fit.read),
    "gpx": (64, gpx.read),
    "tcx": (64, tcx.read),
}
"""Of each kind the most megabytes, and its reader."""


def parse_file(data: bytes) -> ParseResult:
    """The activities of a FIT, GPX or TCX file, already unpacked.  Raises Refused."""
    kind = sniff.kind(data)
    if kind in ("gz", "zip"):
        raise FileRefused("zip_nested")
    if kind == "xml":
        kind = sniff.root(data)
    most, reader = PARSERS[kind]
    if len(data) > most << 20:
        raise FileRefused("too_big", mb=most)
    return replace(reader(data).result(sha256(data).hexdigest()), kind=kind)

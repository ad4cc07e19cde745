"""One activity file's bytes to records.  Call it in the limited child (`reader`), never beside anything precious."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from activities.files import gpx, sniff, tcx
from activities.files.fit import read as fit
from activities.files.found import Found
from activities.files.result import Refused, Result

READERS: dict[str, tuple[int, Callable[[bytes], Found]]] = {
    "fit": (32, fit.read),
    "gpx": (64, gpx.read),
    "tcx": (64, tcx.read),
}
"""Of each kind the most megabytes, and its reader."""


def read(data: bytes) -> Result:
    """The activities of a FIT, GPX or TCX file, already unpacked.  Raises Refused."""
    kind = sniff.kind(data)
    if kind in ("gz", "zip"):
        raise Refused("zip_nested")
    if kind == "xml":
        kind = sniff.root(data)
    most, reader = READERS[kind]
    if len(data) > most << 20:
        raise Refused("too_big", mb=most)
    return replace(reader(data).result(sha256(data).hexdigest()), kind=kind)

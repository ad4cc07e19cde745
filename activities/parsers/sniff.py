"""Detects the type of a file by its content, never by its name."""

import re

from activities.parsers.fit.chained_files import MIN_HEADER_SIZE, SIGNATURE
from activities.parsers.gunzip import GZIP_SIGNATURE
from activities.parsers.result import FileRefused
from activities.parsers.xml_encoding import LEADING_BLANKS, decode_xml

HEAD_SIZE = 64
"""`detect_compression` needs no more bytes than these."""
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
FOREIGN_SIGNATURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"[Params]": "a Polar HRM file",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
XML_STARTS = (b"<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"\0<")
XML_HEAD_SIZE, MAX_XML_HEAD_SIZE = 1024, 65_536
"""The root element begins in the first bytes; only long comments before it make it begin later."""
ROOT = re.compile(
    r"""(?>\s*+(?><\?.*?\?>|<!--.*?-->))*+\s*+<(?:(?P<doctype>!DOCTYPE)|(?P<name>[^\W\d][^\s<>/"'=]*+)[\s/>])""",
    re.DOTALL,
)
"""Comments and instructions may stand before the root element or the document type."""
ROOT_TYPES = {"gpx": "gpx", "TrainingCenterDatabase": "tcx"}
XML_NAMES = {"kml": "KML", "html": "HTML", "svg": "SVG", "osm": "OpenStreetMap", "plist": "property list"}


def detect_type(data: bytes) -> str:
    """Returns "fit", "gz", "zip" or "xml" by the first bytes, which are not parsed. Raises FileRefused otherwise."""
    if data[8:12] == SIGNATURE and data[0] >= MIN_HEADER_SIZE:
        return "fit"
    if compression := detect_compression(data):
        return compression
    if data.lstrip(LEADING_BLANKS).startswith(XML_STARTS):
        return "xml"
    raise _foreign_type(data)


def detect_compression(data: bytes) -> str | None:
    """Returns "gz" or "zip" by the first bytes; None for what is not packed."""
    if data.startswith(ZIP_SIGNATURES):
        return "zip"
    return "gz" if data.startswith(GZIP_SIGNATURE) else None


def detect_xml_type(data: bytes) -> str:
    """Returns "gpx" or "tcx" by the root element. Raises FileRefused for any other, and for a document type."""
    start = data.lstrip(LEADING_BLANKS)
    root = ROOT.match(decode_xml(start[:XML_HEAD_SIZE])) or ROOT.match(decode_xml(start[:MAX_XML_HEAD_SIZE]))
    if root is None:
        raise FileRefused("unknown", what="")
    if root["doctype"]:
        raise FileRefused("doctype")
    name = root["name"].rpartition(":")[2]
    if name not in ROOT_TYPES:
        raise FileRefused("xml_other", what=XML_NAMES.get(name.casefold(), "different XML"))
    return ROOT_TYPES[name]


def _foreign_type(data: bytes) -> FileRefused:
    if not data:
        return FileRefused("empty")
    if not data.strip(b"\0"):
        return FileRefused("zeros")
    names = (name for signature, name in FOREIGN_SIGNATURES.items() if data.startswith(signature))
    return FileRefused("unknown", what=next(names, _text_type(data)))


def _text_type(data: bytes) -> str:
    lines = data[:4096].splitlines()[:2]
    return "a CSV table" if lines and all(b"," in line and b"\0" not in line for line in lines) else ""

"""What a file is, by its content only: its name decides nothing."""

from contextlib import suppress
from typing import Any

from lxml import etree

from activities.parsers import gz, xml_stream
from activities.parsers.result import FileRefused

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
STRANGERS = {
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
ROOTS = {"gpx": "gpx", "TrainingCenterDatabase": "tcx"}
XML_NAMES = {"kml": "KML", "html": "HTML", "svg": "SVG", "osm": "OpenStreetMap", "plist": "property list"}


def kind(data: bytes) -> str:
    """By the first bytes, which are not parsed: "fit", "gz", "zip" or "xml"; Refused when it is nothing of these."""
    if data[8:12] == b".FIT" and data[0] >= 12:
        return "fit"
    if packed := packing(data):
        return packed
    if data.lstrip(xml_stream.BLANKS).startswith(XML_STARTS):
        return "xml"
    raise _stranger(data)


def packing(data: bytes) -> str | None:
    """Its packing by the first bytes, "gz" or "zip"; None for what is not packed."""
    if data.startswith(ZIP_MARKS):
        return "zip"
    return "gz" if data.startswith(gz.MARK) else None


def root(data: bytes) -> str:
    """The kind of an XML file by its first element, "gpx" or "tcx"; Refused for any other, and for a document type."""
    parser = xml_stream.parser(data, ("start",))
    start = data.lstrip(xml_stream.BLANKS)[: xml_stream.CHUNK]
    with suppress(etree.XMLSyntaxError):  # what came before it is still read
        parser.feed(start)
    first = next(iter(parser.read_events()), None)
    if first is None:
        raise FileRefused("unknown", what="")
    return _named(first[1])


def _named(element: Any) -> str:
    if element.getroottree().docinfo.doctype:
        raise FileRefused("doctype")
    name = xml_stream.local(str(element.tag))
    if name not in ROOTS:
        raise FileRefused("xml_other", what=XML_NAMES.get(name.casefold(), "different XML"))
    return ROOTS[name]


def _stranger(data: bytes) -> FileRefused:
    if not data:
        return FileRefused("empty")
    if not data.strip(b"\0"):
        return FileRefused("zeros")
    words = (what for mark, what in STRANGERS.items() if data.startswith(mark))
    return FileRefused("unknown", what=next(words, _text(data)))


def _text(data: bytes) -> str:
    lines = data[:4096].splitlines()[:2]
    return "a CSV table" if lines and all(b"," in line and b"\0" not in line for line in lines) else ""

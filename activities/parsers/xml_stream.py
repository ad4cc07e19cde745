"""Reads XML piece by piece: limits what lxml may do, and frees a track's points as they are used."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import isfinite
from typing import Any, Literal, Protocol, TypeVar

from lxml import etree

PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
Event = Literal["start", "end"]
CHUNK_SIZE = 65_536
LEADING_BLANKS = b"\xef\xbb\xbf \t\r\n"
"""A UTF-8 byte order mark and blanks may stand before the first tag, though lxml would refuse them."""

INVALID_ENCODING = 81
"""This error of libxml2 means that the bytes are invalid in the declared encoding."""


@lru_cache(4096)
def local_name(tag: str) -> str:
    """Returns a tag's name without its namespace, which no reader looks at."""
    return tag.rpartition("}")[2]


def create_parser(data: bytes, events: Iterable[Event], tags: list[str] | None = None, encoding: str = "") -> Any:
    """Returns a pull parser for `data`, whose encoding is guessed where libxml2 cannot see it."""
    return etree.XMLPullParser(events, tag=tags, encoding=encoding or _detect_encoding(data), **PARSER_OPTIONS)


def read_events(
    data: bytes, tags: tuple[str, ...], batch_tag: str, encoding: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Yields event ("start" or "end"), name and element of the wanted tags in any namespace, in order.

    The children of a `batch_tag` element come as ("batch", batch_tag, children) and, the rest, at its end; all are
    freed afterwards. Raises XMLSyntaxError where the file breaks, after everything before it, MemoryError when libxml2
    has none left.
    """
    parser = create_parser(data, ("start", "end"), [f"{{*}}{tag}" for tag in (*tags, batch_tag)], encoding)
    batch_element = error = None
    for chunk in _chunks(data):
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as syntax_error:
            error = syntax_error  # what came before it is still read
        for event, element in parser.read_events():
            name = local_name(element.tag)
            if name == batch_tag:
                batch_element = element if event == "start" else None
            yield event, name, element
            if event == "end":
                element.clear()
        if batch_element is not None and len(batch_element) > 1:
            yield "batch", batch_tag, batch_element[:-1]  # the last child may be half read
            del batch_element[:-1]
        if error:
            raise _actual_error(error)
    parser.close()


class XmlReader(Protocol):
    """A reader collects what it needs from the events of its `tags` and its `batch_tag`."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Returns the names of the elements whose events the reader takes."""

    @property
    def batch_tag(self) -> str:
        """Returns the name of the element whose children come in batches."""

    def handle(self, event: str, name: str, element: Any) -> None:
        """Takes the next of `read_events`."""


T = TypeVar("T", bound=XmlReader)


def read_xml(data: bytes, new_reader: Callable[[], T], encoding: str = "") -> tuple[T, bool]:
    """Returns a reader that took all events, and whether the file breaks off.

    A file that falsely claims to be UTF-8 is read as cp1252.
    """
    reader = new_reader()
    try:
        for event, name, element in read_events(data, reader.tags, reader.batch_tag, encoding):
            reader.handle(event, name, element)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == INVALID_ENCODING and not encoding:
            return read_xml(data, new_reader, "cp1252")
        return reader, True
    return reader, False


def text_of(element: Any) -> str | None:
    """Returns the stripped text of an element; None when there is none."""
    return (element.text or "").strip() or None


def child_text(element: Any, *names: str) -> str | None:
    """Returns the text of the first child of that name, or of its child, and so on; None when there is none."""
    for name in names:
        element = next((child for child in element if local_name(child.tag) == name), None)
        if element is None:
            return None
    return text_of(element)


def parse_number(text: str | None) -> float | None:
    """Returns the finite number that an element states, else None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(len(data) - len(data.lstrip(LEADING_BLANKS)), len(data), CHUNK_SIZE):
        yield data[start : start + CHUNK_SIZE]


def _actual_error(error: etree.XMLSyntaxError) -> Exception:
    """Returns MemoryError for a syntax error in line 0, which is how libxml2 reports that it is out of memory."""
    return error if error.lineno else MemoryError()


def _detect_encoding(data: bytes) -> str | None:
    """Returns the encoding of UTF-16 without its mark, and of UTF-8 that some programs declare as UTF-16."""
    start = data.lstrip(LEADING_BLANKS)[:100]
    if start[:4] in (b"<\0?\0", b"\0<\0?"):
        return None
    if start[:2] == b"<\0" or start[:2] == b"\0<":
        return "UTF-16LE" if start[0] else "UTF-16BE"
    return "utf-8" if re.match(rb"<\?xml[^>]*encoding=.utf-16", start, re.IGNORECASE) else None

"""Reading XML piece by piece: what lxml may do, and a loop that frees a track's points as they are used."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import isfinite
from typing import Any, Literal, Protocol, TypeVar

from lxml import etree

OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
Event = Literal["start", "end"]
CHUNK = 65_536
BLANKS = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the first tag: a UTF-8 mark and blanks, which lxml would refuse."""

WRONG_BYTES = 81
"""libxml2's "invalid bytes in character encoding": a file that says UTF-8 and is not."""


@lru_cache(4096)
def local(tag: str) -> str:
    """A tag's name without its namespace, which no reader looks at."""
    return tag.rpartition("}")[2]


def parser(data: bytes, events: Iterable[Event], tags: list[str] | None = None, encoding: str = "") -> Any:
    """A pull parser for `data`, whose encoding is guessed where libxml2 cannot see it."""
    return etree.XMLPullParser(events, tag=tags, encoding=encoding or _encoding(data), **OPTIONS)


def events(data: bytes, tags: tuple[str, ...], hold: str, encoding: str = "") -> Iterator[tuple[str, str, Any]]:
    """("start" or "end", name, element) of the wanted tags in any namespace, in order.

    The children of a `hold` element come in batches as ("part", hold, children) and, the rest, at its end; all are
    freed afterwards.  Raises XMLSyntaxError where the file breaks, after everything before it, MemoryError when
    libxml2 has none left.
    """
    source = parser(data, ("start", "end"), [f"{{*}}{tag}" for tag in (*tags, hold)], encoding)
    held = broken = None
    for chunk in _chunks(data):
        try:
            source.feed(chunk)
        except etree.XMLSyntaxError as problem:
            broken = problem  # what came before it is still read
        for event, element in source.read_events():
            name = local(element.tag)
            if name == hold:
                held = element if event == "start" else None
            yield event, name, element
            if event == "end":
                element.clear()
        if held is not None and len(held) > 1:
            yield "part", hold, held[:-1]  # the last child may be half read
            del held[:-1]
        if broken:
            raise _truth(broken)
    source.close()


class Taker(Protocol):
    """What a reader makes of the events of its `tags` and `hold`."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Names of the elements to hear of."""

    @property
    def hold(self) -> str:
        """The element whose children come in batches."""

    def take(self, event: str, name: str, element: Any) -> None:
        """The next of `events`."""


T = TypeVar("T", bound=Taker)


def pull(data: bytes, taker: Callable[[], T], encoding: str = "") -> tuple[T, bool]:
    """A taker that took all events, and whether the file breaks off; a file that lies about being UTF-8 is cp1252."""
    taking = taker()
    try:
        for event, name, element in events(data, taking.tags, taking.hold, encoding):
            taking.take(event, name, element)
    except etree.XMLSyntaxError as broken:
        if getattr(broken, "code", 0) == WRONG_BYTES and not encoding:
            return pull(data, taker, "cp1252")
        return taking, True
    return taking, False


def text(element: Any) -> str | None:
    """The stripped text of an element, None when there is none."""
    return (element.text or "").strip() or None


def child(element: Any, *names: str) -> str | None:
    """The text of the first child of that name, or of its child, and so on; None when there is none."""
    for name in names:
        element = next((each for each in element if local(each.tag) == name), None)
        if element is None:
            return None
    return text(element)


def decimal(text: str | None) -> float | None:
    """The finite number that an element states, else None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _chunks(data: bytes) -> Iterator[bytes]:
    for at in range(len(data) - len(data.lstrip(BLANKS)), len(data), CHUNK):
        yield data[at : at + CHUNK]


def _truth(broken: etree.XMLSyntaxError) -> Exception:
    """Out of memory, libxml2 reports a syntax error in line 0."""
    return broken if broken.lineno else MemoryError()


def _encoding(data: bytes) -> str | None:
    """UTF-16 without its mark; and UTF-8 that calls itself UTF-16, which some programs write."""
    start = data.lstrip(BLANKS)[:100]
    if start[:4] in (b"<\0?\0", b"\0<\0?"):
        return None
    if start[:2] == b"<\0" or start[:2] == b"\0<":
        return "UTF-16LE" if start[0] else "UTF-16BE"
    return "utf-8" if re.match(rb"<\?xml[^>]*encoding=.utf-16", start, re.IGNORECASE) else None

"""Reads the points of an XML file that are written just like one that was read before.

A recorder writes thousands of points with the same tags around other values. Once expat has read one of them, a regular
expression with its tags reads those that follow it many times faster. It takes nothing but these tags and plain
values, so that what it takes is well-formed as the first point was; expat reads everything else.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from activities.parsers.xml_reader import PointTexts

MAX_SHAPES = 8
"""A file has at most so many shapes of points."""
MAX_MISSES = 32
"""After so many points more than are read by their shapes, their shapes are given up."""
MAX_STRAY_ENDS = 32
"""After so many end tags of points that end none, as in a comment, the shapes are given up: each costs expat a look."""
MAX_POINT_SIZE = 4096
"""A larger point has no shape."""
MIN_SIZE = 16_384
"""A regular expression does not pay for fewer bytes."""

VALUE = r"[ -%'-;=?-~\t\r\n]*"
"""A value is ASCII without `&`, `<` and `>`."""
ATTRIBUTE_VALUE = r"[ !#-%'-;=?-~]*"
BLANKS = r"[ \t\r\n]"
NAME = r"[A-Za-z_][\w:.-]*"
ATTRIBUTES = rf'(?:{BLANKS}+{NAME}="{ATTRIBUTE_VALUE}")*'
TOKEN = re.compile(
    rf"<(?P<leaf>{NAME})(?P<leaf_attributes>{ATTRIBUTES})>{VALUE}</(?P=leaf)>"
    rf"|<(?P<start>{NAME})(?P<attributes>{ATTRIBUTES}){BLANKS}*>|</(?P<end>{NAME})>"
    rf"|<(?P<empty>{NAME}){ATTRIBUTES}{BLANKS}*/>|(?P<blanks>{BLANKS}+)",
    re.ASCII,
)
ATTRIBUTE = re.compile(rf'({NAME})="', re.ASCII)

Shape = tuple[re.Pattern[str], list[str]]


class PointShapes:
    """Point shapes read the points of one document, which are all written in one `text`."""

    def __init__(self, text: str, field_of: Callable[[str], str | None]) -> None:
        self._text = text
        self._field_of = field_of
        self._shapes: list[Shape] = []
        self._seen: set[str] = set()
        self._balance = MAX_MISSES
        self._stray_ends = 0

    @property
    def are_useful(self) -> bool:
        """Returns whether enough points were read by their shapes to go on with it."""
        return self._balance > 0 and self._stray_ends < MAX_STRAY_ENDS

    def add_stray_end(self) -> None:
        """Counts an end tag that ended no point."""
        self._stray_ends += 1

    def learn(self, start: int, end: int) -> None:
        """Learns the shape of the point between two places of the text, unless there are enough."""
        self._balance -= 1
        if len(self._seen) >= MAX_SHAPES or end - start > MAX_POINT_SIZE or len(self._text) - end < MIN_SIZE:
            return
        expression, fields = _expression(self._text[start:end], self._field_of)
        if expression and expression not in self._seen:
            self._shapes.append((_compile(expression), fields))
        self._seen.add(expression)

    def read_points(self, place: int) -> Iterator[tuple[PointTexts, int]]:
        """Yields the points that begin at a place of the text and follow each other, and where each ends."""
        while shape := next((shape for shape in self._shapes if shape[0].match(self._text, place)), None):
            self._shapes.remove(shape)
            self._shapes.insert(0, shape)  # the next point is probably alike
            pattern, fields = shape
            while match := pattern.match(self._text, place):
                place = match.end()
                self._balance += 1
                yield dict(zip(fields, match.groups(), strict=True)), place


@lru_cache(64)
def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.ASCII)


def _expression(point: str, field_of: Callable[[str], str | None]) -> tuple[str, list[str]]:
    """Returns a regular expression for points like this one, and the field of each group; "" for an unusual point."""
    parts: list[str] = []
    fields: list[str] = []
    place = 0
    for token in TOKEN.finditer(point):
        if token.start() != place:
            return "", []
        place = token.end()
        name = token["leaf"] or token["end"] or token["empty"] or ""
        field = field_of(name.rpartition(":")[2])
        if token["blanks"]:
            parts.append(f"{BLANKS}*")
        elif not parts and not token["start"]:
            return "", []
        elif not parts:
            names = ATTRIBUTE.findall(token["attributes"] or "")
            fields += names
            parts.append(f"{BLANKS}*<{re.escape(token['start'])}")
            parts += [f'{BLANKS}+{re.escape(name)}="({ATTRIBUTE_VALUE})"' for name in names]
            parts.append(f"{BLANKS}*>")
        elif token["leaf"]:
            fields += [field] if field else []
            value = f"({VALUE})" if field else VALUE
            tag = re.escape(name)
            parts.append(f"<{tag}{re.escape(token['leaf_attributes'])}>{value}</{tag}>")
        else:
            is_new = field is not None and field not in fields  # it states nothing, or stands around a value
            fields += [field] if field and is_new else []
            parts.append(("()" if is_new else "") + re.escape(token[0]))
    is_usable = place == len(point) and len(set(fields)) == len(fields)
    return ("".join(parts), fields) if is_usable else ("", [])

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
MAX_POINT_SIZE = 4096
"""A larger point has no shape."""
MIN_SIZE = 16_384
"""A regular expression does not pay for fewer bytes."""

TOKEN = re.compile(
    r"""<(?P<start>[\w:.-]+)(?P<attributes>(?:\s+[\w:.-]+="[^"<>&]*")*)\s*>|</(?P<end>[\w:.-]+)\s*>|"""
    r"""(?P<text>[^<&>]+)"""
)
ATTRIBUTE = re.compile(r"""\s+([\w:.-]+)="[^"]*\"""")
VALUE = r"[ -%'-;=?-~\t\r\n]*"
"""A value is ASCII without `&`, `<` and `>`."""
ATTRIBUTE_VALUE = r"[ !#-%'-;=?-~]*"

Shape = tuple[re.Pattern[str], tuple[str, ...]]


class PointShapes:
    """Point shapes read the points of one document, which are all written in one `text`."""

    def __init__(self, text: str, field_of: Callable[[str], str | None]) -> None:
        self._text = text
        self._field_of = field_of
        self._shapes: list[Shape] = []
        self._seen: set[str] = set()
        self._balance = MAX_MISSES

    @property
    def are_useful(self) -> bool:
        """Returns whether enough points were read by their shapes to go on with it."""
        return self._balance > 0

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
    return re.compile(expression)


def _expression(point: str, field_of: Callable[[str], str | None]) -> tuple[str, tuple[str, ...]]:
    """Returns a regular expression for points like this one, and the field of each group; "" for an unusual point."""
    parts, fields, place, tag = [r"\s*"], [], 0, ""
    for token in TOKEN.finditer(point):
        if token.start() != place:
            return "", ()
        place, is_first = token.end(), len(parts) == 1
        if token["start"]:
            tag = token["start"]
            parts.append(f"<{re.escape(tag)}")
            if is_first:
                names = ATTRIBUTE.findall(token["attributes"])
                fields += names
                parts += [rf'\s+{re.escape(name)}="({ATTRIBUTE_VALUE})"' for name in names]
            else:
                parts.append(re.escape(token["attributes"]))
            parts.append(r"\s*>")
        elif token["end"]:
            if (field := field_of(token["end"].rpartition(":")[2])) and field not in fields:
                parts.append("()")  # it states nothing, or around another element
                fields.append(field)
            parts.append(rf"</{re.escape(token['end'])}\s*>")
        elif token["text"].isspace():
            parts.append(r"\s*")
        elif not token["text"].isascii():
            return "", ()
        else:
            field = field_of(tag.rpartition(":")[2])
            parts.append(f"({VALUE})" if field else VALUE)
            fields += [field] if field else []
    is_usable = place == len(point) and len(set(fields)) == len(fields)
    return ("".join(parts), tuple(fields)) if is_usable else ("", ())

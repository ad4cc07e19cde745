"""Reads an XML document that is not well-formed: goes on after each error, with the limits of a strict reading.

It takes whatever looks like a tag, and everything else as text: a bare `&` or `<`, an entity that nobody declared, end
tags that are missing or too many. Nothing of it looks further back than one tag, so that its time grows with the size.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from activities.parsers.xml_reader import MAX_DEPTH, TooDeep, refuse_document_type

StartHandler = Callable[[str, dict[str, str]], Any]
TextHandler = Callable[[str], Any]

PIECE = re.compile("[^<]+|<[^<]*")
"""A piece is the text before the first tag, or one tag with the text behind it."""
TAG = re.compile(
    r"""<(?P<slash>/?)(?P<name>[^\W\d][^\s<>/"'=&]*+)(?P<attributes>(?:[^>"']++|"[^"]*"|'[^']*')*+)>|"""
    r"""<(?P<bare_slash>/?)(?P<bare_name>[^\W\d][^\s<>/"'=&]*+)(?P<bare_attributes>[^>]*+)>"""
)
"""The second form is a tag with a quotation mark too many."""
ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""")
MAX_ATTRIBUTES_SIZE = 65_536
ENTITY = re.compile(r"&#?\w{1,32};")
CONTROL_CHARACTERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
SECTIONS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
"""Each section that holds no tags begins with a key and ends with its value."""


class BrokenXmlParser:
    """Parses one document, and calls the same handlers as expat."""

    def __init__(self) -> None:
        self.StartElementHandler: StartHandler | None = None
        self.EndElementHandler: TextHandler | None = None
        self.CharacterDataHandler: TextHandler | None = None
        self.CurrentByteIndex = 0
        self._open_tags: list[str] = []
        self._misplaced_count = 0

    def parse(self, text: str) -> set[str]:
        """Parses the whole document; returns the codes of notes as `xml_stream.read_xml` does."""
        for piece in _pieces(text):
            tag = TAG.match(piece)
            if tag:
                self._take_tag(tag)
            self._take_text(piece[tag.end() :] if tag else piece)
        is_damaged = self._misplaced_count > 0 or CONTROL_CHARACTERS.search(text) is not None
        notes = {"ends_early": bool(self._open_tags), "damaged_parts": is_damaged}
        return {code for code, is_true in notes.items() if is_true}

    def _take_tag(self, tag: re.Match[str]) -> None:
        name = tag["name"] or tag["bare_name"]
        self._misplaced_count += tag["name"] is None
        attributes = tag["attributes"] or tag["bare_attributes"] or ""
        if tag["slash"] or tag["bare_slash"]:
            self._take_end_tag(name)
            return
        if name in self._open_tags:  # no element of these formats holds one of its own name, so an end is missing
            self._take_end_tag(name)
            self._misplaced_count += 1
        self._open_tags.append(name)
        if len(self._open_tags) > MAX_DEPTH:
            raise TooDeep
        if self.StartElementHandler:
            self.StartElementHandler(name, _attributes(attributes))
        if attributes.endswith("/"):
            self._take_end_tag(name)

    def _take_end_tag(self, name: str) -> None:
        """Ends the innermost open element of that name, and those in it; an end tag of no open element is left out."""
        self._misplaced_count += self._open_tags[-1:] != [name]
        if name not in self._open_tags:
            return
        while self._open_tags[-1] != name:
            self._end_element(self._open_tags.pop())
        self._end_element(self._open_tags.pop())

    def _end_element(self, name: str) -> None:
        if self.EndElementHandler:
            self.EndElementHandler(name)

    def _take_text(self, text: str) -> None:
        if text and self.CharacterDataHandler:
            self.CharacterDataHandler(_unescape(text))


def _pieces(text: str) -> Iterator[str]:
    """Yields the pieces of a document, without comments and instructions; a CDATA section is a piece of its own."""
    position = 0
    while match := PIECE.match(text, position):
        piece, position = match[0], match.end()
        start = next((start for start in SECTIONS if piece.startswith(start)), None)
        if piece.startswith("<!DOCTYPE"):
            refuse_document_type()
        if start is None:
            if piece.count('"') % 2 and ">" not in piece and (rest := PIECE.match(text, position)):
                piece, position = piece + rest[0], rest.end()  # a `<` in an attribute
            yield piece
            continue
        end = text.find(SECTIONS[start], match.start() + len(start))
        if end < 0:
            return
        if start == "<![CDATA[":
            yield html.escape(text[match.start() + len(start) : end])
        position = end + len(SECTIONS[start])


def _attributes(text: str) -> dict[str, str]:
    matches = ATTRIBUTE.finditer(text[:MAX_ATTRIBUTES_SIZE])
    return {match[1]: _unescape(match[2] or match[3] or match[4] or "") for match in matches}


def _unescape(text: str) -> str:
    return ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text

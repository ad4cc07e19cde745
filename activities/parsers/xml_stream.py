"""Reads the tags of an XML document: by expat where it is well-formed, else by a parser that goes on after errors."""

import codecs
import re
from collections.abc import Callable
from typing import TypeVar
from xml.parsers import expat
from xml.parsers.expat import errors

from activities.parsers.broken_xml import BrokenXmlParser
from activities.parsers.point_shapes import MIN_SIZE, PointShapes
from activities.parsers.xml_encoding import LEADING_BLANKS, decode_xml, known_encoding
from activities.parsers.xml_reader import TooDeep, XmlParser, XmlReader, refuse_document_type

CHUNK_SIZE = 131_072
"""The parser takes so many bytes at a time."""
TEXT_SIZE = 65_536
"""A text of up to this many bytes arrives in one piece."""

CUT = {
    errors.codes[error]
    for error in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
"""The document lacks its end when expat reports one of these errors; everything before it is right."""
NO_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]
BROKEN = -1

T = TypeVar("T", bound=XmlReader)

CODECS = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859_1 iso8859_2 iso8859_15 koi8_r"
    " gb18030 gbk big5 shift_jis euc_jp euc_kr utf_8 utf_16 utf_16_le utf_16_be"
)
for _name in CODECS.split():  # the limited process opens no file, so it could not import them later
    codecs.lookup(_name)


def read_xml(data: bytes, new_reader: Callable[[XmlParser], T]) -> tuple[T, set[str]]:
    """Returns a reader that took the whole document, and the codes of notes: "ends_early", "damaged_parts".

    Raises FileRefused for a document type, and what the reader raises.
    """
    data = data.lstrip(LEADING_BLANKS)
    parser = expat.ParserCreate(known_encoding(data))
    reader = new_reader(parser)
    try:
        error = _parse_strictly(data, parser, reader)
        notes = {"ends_early"} if error in CUT else set()
        if error and error not in CUT:
            broken_parser = BrokenXmlParser()
            reader = new_reader(broken_parser)
            notes = broken_parser.parse(decode_xml(data))
    except TooDeep:
        notes = {"ends_early"}
    reader.add_batch()
    return reader, notes


def _parse_strictly(data: bytes, parser: expat.XMLParserType, reader: XmlReader) -> int:
    """Returns expat's code of the first error, 0 when there was none."""
    parser.buffer_text = True
    parser.buffer_size = TEXT_SIZE
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        _feed(data, parser, reader)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == NO_MEMORY:
            raise MemoryError from error
        return error.code
    except (LookupError, OSError, ValueError):  # an encoding that only the decoder may know
        return BROKEN
    return 0


def _feed(data: bytes, parser: expat.XMLParserType, reader: XmlReader) -> None:
    """Gives a document to expat, without the points that are written like those that it has read."""
    end_tag = re.search(rb"</(?:[\w.-]+:)?%b>" % reader.point_tag.encode(), data)
    tag = end_tag[0] if end_tag and len(data) > MIN_SIZE else b""
    shapes = PointShapes(data.decode("latin-1") if tag else "", reader.field_of)
    start = left_out = 0
    while tag and shapes.are_useful and (end := data.find(tag, start) + len(tag)) >= len(tag):
        _feed_part(data, start, end, parser, reader)
        start = end
        if reader.last_point and reader.last_point[1] + left_out + len(tag) == end:
            shapes.learn(reader.last_point[0] + left_out, end)
            for point, point_end in shapes.read_points(end):
                reader.add_point(point)
                start = point_end
            left_out += start - end
        else:
            shapes.add_stray_end()
    _feed_part(data, start, len(data), parser, reader)


def _feed_part(data: bytes, start: int, end: int, parser: expat.XMLParserType, reader: XmlReader) -> None:
    """Gives a part of a document to expat in pieces, so that each tag, and each text of a point, arrives in one.

    Expat looks at a tag or comment that is not complete from its start each time, so the pieces of one are ever larger.
    """
    size, position = CHUNK_SIZE, -1
    while start < end:
        piece_end = min(end, start + size)
        if piece_end < end:
            piece_end = data.rfind(b">", start, piece_end) + 1 or data.find(b">", piece_end, end) + 1 or end
        parser.Parse(data[start:piece_end], False)
        reader.limit_point()
        size = 2 * size if parser.CurrentByteIndex == position else CHUNK_SIZE
        start, position = piece_end, parser.CurrentByteIndex

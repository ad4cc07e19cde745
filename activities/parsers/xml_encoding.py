"""Decides how the bytes of an XML document are decoded, whatever it says of its encoding."""

import re

LEADING_BLANKS = b"\xef\xbb\xbf \t\r\n"
"""A UTF-8 byte order mark and blanks may stand before the first tag, though parsers would refuse them."""

DECLARED_ENCODING = re.compile(rb"<\?xml[^>]{,200}?\sencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
NOT_UTF_8 = re.compile("[\udc80-\udcff]+")
"""The decoder turns each byte that is not UTF-8 into one of these."""


def known_encoding(data: bytes) -> str | None:
    """Returns the encoding that the bytes show and the declaration does not say; None leaves it to the declaration."""
    start = data[:4]
    if start in (b"<\0?\0", b"\0<\0?"):
        return "UTF-16LE" if start[0] else "UTF-16BE"
    if start[:2] == b"<\0" or start[:2] == b"\0<":
        return "UTF-16LE" if start[0] else "UTF-16BE"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    return "UTF-8" if _declared_encoding(data).startswith("utf-16") else None


def decode_xml(data: bytes) -> str:
    """Returns the text of a document, whose bytes need not be valid: what is not UTF-8 in one of UTF-8 is cp1252."""
    encoding = known_encoding(data) or _declared_encoding(data)
    if encoding.casefold() not in ("", "utf-8", "utf8", "us-ascii"):
        try:
            return data.decode(encoding, "replace")
        except (LookupError, OSError, ValueError):
            pass  # it is not the name of an encoding
    return NOT_UTF_8.sub(_decode_cp1252, data.decode("utf-8", "surrogateescape"))


def _declared_encoding(data: bytes) -> str:
    declared = DECLARED_ENCODING.match(data[:300])
    return declared[1].decode("ascii").casefold() if declared else ""


def _decode_cp1252(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")

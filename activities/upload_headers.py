"""Takes every file of a form, whatever its name: Django leaves one out without a word when it can use no name of it.

Django's parser has no setting or hook for that, so the function that reads the headers of one part is wrapped. Whoever
moves to another series of Django reads this module against `django.http.multipartparser`.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.http import multipartparser
from django.utils.http import parse_header_parameters

from activities.display_name import UNNAMED, display_name

MAX_HEADER_SIZE = 65_536
"""The headers of one part may be this large: a name of 255 characters takes more than the 1,024 bytes of Django."""

FIELD_NAME = re.compile(r'\bname="([^"]*)"')

PartParser = Callable[[Any, int], tuple[Any, Any, Any]]
"""It takes a part's stream and the largest size of its headers, and returns what the part is."""


def accept_any_file_name() -> None:
    """Makes Django take each file of a form under a short and plain name."""
    parse: PartParser = vars(multipartparser)["parse_boundary_stream"]
    if parse.__module__ != __name__:
        vars(multipartparser)["parse_boundary_stream"] = _with_plain_headers(parse)


def _with_plain_headers(parse: PartParser) -> PartParser:
    def parse_boundary_stream(stream: Any, max_header_size: int) -> tuple[Any, Any, Any]:
        start = stream.read(MAX_HEADER_SIZE)
        headers, end, body = start.partition(b"\r\n\r\n")
        if end:
            lines = [
                _plain_line(line.decode("utf-8", "replace"), has_body=bool(body)) for line in headers.split(b"\r\n")
            ]
            start = "\r\n".join(lines).encode() + end + body
        stream.unget(start)
        return parse(stream, MAX_HEADER_SIZE)

    return parse_boundary_stream


def _plain_line(line: str, *, has_body: bool) -> str:
    """Returns a header as Django can read it; an empty name without a body is a field in which no file was chosen."""
    if not line.lower().startswith("content-disposition:") or "filename" not in line:
        return line
    try:
        _, parameters = parse_header_parameters(line)
    except ValueError:
        field = FIELD_NAME.search(line)
        parameters = {"name": field[1] if field else "", "filename": UNNAMED}
    if "filename" not in parameters or not (parameters["filename"] or has_body):
        return line
    name = _quote(parameters.get("name", ""))
    return f'content-disposition: form-data; name="{name}"; filename="{_quote(_plain_name(parameters["filename"]))}"'


def _plain_name(name: str) -> str:
    """Returns the name that is shown, or another one where Django would leave the file out for it."""
    plain = display_name(unescape(name))
    return plain if multipartparser.MultiPartParser.sanitize_file_name(None, plain) else UNNAMED  # type: ignore[arg-type]


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""A request and an answer, apart from any server."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit


class NotUnderstood(Exception):
    """The body is not what it says it is."""


@dataclass
class Request:
    """One request; header names are lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, str]:
        """The last value of each parameter in the address."""
        return _last(urlsplit(self.target).query)

    @cached_property
    def form(self) -> dict[str, str]:
        """The last value of each field of a form."""
        return _last(self.body.decode(errors="replace"))

    @cached_property
    def ticked(self) -> dict[str, list[str]]:
        """All values of each field of a form."""
        return parse_qs(self.body.decode(errors="replace"))

    @cached_property
    def json(self) -> dict[str, Any]:
        """The object in the body.  Raises NotUnderstood."""
        try:
            value = json.loads(self.body)
        except ValueError:
            raise NotUnderstood from None
        if not isinstance(value, dict):
            raise NotUnderstood
        return value

    @property
    def bearer(self) -> str:
        """The token in the Authorization header, or nothing."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    @property
    def basic(self) -> tuple[str, str]:
        """Name and password of the Authorization header, both empty without one."""
        kind, _, pair = self.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return "", ""
        try:
            name, _, password = base64.b64decode(pair).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, password


@dataclass(frozen=True)
class Answer:
    """What goes back.  `is_lost` closes the connection without it, `after_s` lets the caller wait before."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    is_lost: bool = False
    after_s: float = 0.0


def as_json(value: Any, status: int = 200) -> Answer:
    """A JSON answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, "application/json; charset=utf-8")


def see(address: str, status: int = 303) -> Answer:
    """Go there."""
    return Answer(status, headers=(("Location", address),))


def _last(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}

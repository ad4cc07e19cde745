"""Defines a request and a response, independent of any server."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

FORM_TYPE, MULTIPART_TYPE = "application/x-www-form-urlencoded", "multipart/form-data"
SECRET_PARAMETERS = ("access_token", "client_secret", "code", "refresh_token", "token", "verify_token")
"""The log does not show the values of these parameters of an address."""


class MalformedBody(Exception):
    """Says that the body is not one JSON object."""


@dataclass
class SandboxRequest:
    """Represents one request; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """Returns the target without its query."""
        return urlsplit(self.target).path

    @property
    def logged_target(self) -> str:
        """Returns the target as the log shows it, without secrets."""
        parameters = parse_qsl(urlsplit(self.target).query, keep_blank_values=True)
        if not any(name in SECRET_PARAMETERS for name, _ in parameters):
            return self.target
        redacted = [(name, "..." if name in SECRET_PARAMETERS else value) for name, value in parameters]
        return f"{self.path}?{urlencode(redacted)}"

    @cached_property
    def query(self) -> dict[str, str]:
        """Returns the last value of each parameter in the address."""
        return _last_values(urlsplit(self.target).query)

    @cached_property
    def form(self) -> dict[str, str]:
        """Returns the last value of each field of the form."""
        return _last_values(self.body.decode(errors="replace"))

    @cached_property
    def form_lists(self) -> dict[str, list[str]]:
        """Returns all values of each field of the form."""
        return parse_qs(self.body.decode(errors="replace"))

    @cached_property
    def json(self) -> dict[str, Any]:
        """Returns the object in the body.  Raises MalformedBody."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            raise MalformedBody from None
        if not isinstance(value, dict):
            raise MalformedBody
        return value

    @property
    def media_type(self) -> str:
        """Returns what the body says that it is, without parameters; it is empty when the body does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def multipart_form(self) -> dict[str, str]:
        """Returns the last value of each field of a form in parts, as `curl -F` sends it."""
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        values = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(content, bytes):
                values[name] = content.decode(errors="replace")
        return values

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Returns the parameters of the address, and over them those of the body, a form or JSON.

        Raises MalformedBody.
        """
        if self.media_type == FORM_TYPE:
            return {**self.query, **self.form}
        if self.media_type == MULTIPART_TYPE:
            return {**self.query, **self.multipart_form}
        return {**self.query, **self.json} if self.body else dict(self.query)

    @cached_property
    def text_fields(self) -> dict[str, str]:
        """Returns `fields` as texts; a body that is neither a form nor JSON adds nothing."""
        try:
            return {name: str(value) for name, value in self.fields.items()}
        except MalformedBody:
            return dict(self.query)

    @property
    def bearer_token(self) -> str:
        """Returns the token in the Authorization header; it is empty without one."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    @property
    def basic_credentials(self) -> tuple[str, str]:
        """Returns name and password of the Authorization header; both are empty without one."""
        kind, _, encoded = self.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return "", ""
        try:
            name, _, password = base64.b64decode(encoded).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, password


@dataclass(frozen=True)
class SandboxResponse:
    """Represents one response; `delay_s` lets the caller wait for it.

    `is_lost` closes the connection without sending the response.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    is_lost: bool = False
    delay_s: float = 0.0


def json_response(value: Any, status: int = 200) -> SandboxResponse:
    """Returns a response with a value as JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return SandboxResponse(status, body, "application/json; charset=utf-8")


def redirect_to(address: str, status: int = 303) -> SandboxResponse:
    """Returns a response that sends the caller to an address."""
    return SandboxResponse(status, headers=(("Location", address),))


def _last_values(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}

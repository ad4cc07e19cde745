"""Buffers a request while it arrives. What it means is decided by gunicorn's parser alone, which reads from here."""

import re

from gunicorn.http.unreader import Unreader

from tracekit_site.web_server.limits import Budget
from tracekit_site.web_server.spool import Spool

HEAD_END = b"\r\n\r\n"
REQUEST_LINE = re.compile(rb"[^\r\n]+ [^\r\n]+ HTTP/\d\.\d\r\n")
FRAMING = re.compile(rb"\r\n(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
LENGTH = re.compile(rb"[0-9]{1,18}")
EXPECT = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
READ_SIZE = 65_536


class RequestBuffer(Unreader):  # type: ignore[misc]
    """Holds one request of a connection: its head, its body, and what was sent after it."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.head = b""
        self.body_size = 0
        self.is_withheld = False
        self._incoming = bytearray()
        self._is_head_read = False
        self._budget = budget
        self._body: Spool | None = None

    @property
    def is_empty(self) -> bool:
        """Returns whether nothing of the request has arrived."""
        return not (self.head or self._incoming)

    @property
    def is_complete(self) -> bool:
        """Returns whether nothing of it is missing, or nothing more of it is wanted."""
        return bool(self.head) and (self.is_withheld or self.buffered_size == self.body_size)

    @property
    def buffered_size(self) -> int:
        """Returns how many bytes of the body have arrived."""
        return self._body.size if self._body else 0

    @property
    def incoming_size(self) -> int:
        """Returns how many bytes have arrived of a head that is not complete."""
        return 0 if self.head else len(self._incoming)

    @property
    def next_bytes(self) -> bytes:
        """Returns what was sent after a whole request: a part of the next one."""
        return bytes(self._incoming)

    @property
    def expects_continue(self) -> bool:
        """Returns whether the client waits for an answer before it sends the body (RFC 9110, 10.1.1)."""
        return b"HTTP/1.0\r\n" not in self.head and bool(EXPECT.search(self.head))

    def feed(self, data: bytes) -> None:
        """Takes what has arrived. Raises BufferFull; once there is room, feeding nothing goes on."""
        searched = max(0, len(self._incoming) - len(HEAD_END))
        self._incoming += data
        if not self.head:
            self._find_head(searched)
        if self.head and not self.is_withheld:
            self._buffer_body()

    def withhold_body(self) -> None:
        """Hands the request over without its body: the connection ends after the response."""
        self.is_withheld = True

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Returns the next bytes for gunicorn's parser; nothing at the end, where a socket would wait."""
        if not self._is_head_read:
            self._is_head_read = True
            return self.head
        return self._body.read(size_hint or READ_SIZE) if self._body and not self.is_withheld else b""

    def close(self) -> None:
        """Deletes the body."""
        if self._body:
            self._body.close()
        self._body = None

    def _is_malformed(self) -> bool:
        """Returns whether the head can only be refused, and so need not be waited for: no HTTP, or bare line feeds."""
        incoming = self._incoming
        is_no_request = b"\n" in incoming and not REQUEST_LINE.match(incoming)
        return is_no_request or incoming.count(b"\n") != incoming.count(b"\r\n")

    def _find_head(self, searched: int) -> None:
        end = self._incoming.find(HEAD_END, searched)
        if end >= 0:
            self._end_head(end + len(HEAD_END))
        elif self._is_malformed():
            self._end_head(len(self._incoming))
            self.withhold_body()

    def _end_head(self, end: int) -> None:
        self.head = bytes(self._incoming[:end])
        del self._incoming[:end]
        framing = FRAMING.findall(self.head)
        if len(framing) == 1 and framing[0][0].lower() == b"content-length" and LENGTH.fullmatch(framing[0][1]):
            self.body_size = int(framing[0][1])
        elif framing:
            self.withhold_body()  # a body in chunks, or a length that gunicorn refuses

    def _buffer_body(self) -> None:
        missing = self.body_size - self.buffered_size
        if missing and self._incoming:
            self._body = self._body or Spool(self._budget)
            self._body.append(bytes(self._incoming[:missing]))
            del self._incoming[:missing]

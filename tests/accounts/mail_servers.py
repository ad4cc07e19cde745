"""Runs mail servers: one that works, refuses every mail or falls silent, one that never answers, and a dead port."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class SmtpHandler(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs to send a mail."""

    server: "MailServer"

    def handle(self) -> None:
        self._reply("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb in (b"MAIL", b"RCPT") and self.server.refuses:
                self._reply("550 not from here")
            elif verb == b"DATA":
                self._reply("354 go on")
                self.server.mails.append(message_from_bytes(b"".join(self._body()), policy=policy.default))
                if self.server.is_silent:
                    continue
                self._reply("250 kept")
            else:
                self._reply("221 bye" if verb == b"QUIT" else "250 fine")

    def _body(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            yield line

    def _reply(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server keeps the mails that it receives in `mails`, or refuses all of them.

    A silent one keeps them and does not say so.
    """

    daemon_threads = True

    def __init__(self, *, refuses: bool = False, is_silent: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), SmtpHandler)
        self.refuses, self.is_silent = refuses, is_silent
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server(*, refuses: bool = False, is_silent: bool = False) -> Iterator[MailServer]:
    """Runs a mail server on a free port."""
    with MailServer(refuses=refuses, is_silent=is_silent) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def unresponsive_mail_server() -> Iterator[int]:
    """Yields the port of a server that accepts every connection and never sends a byte."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@contextmanager
def refusing_port() -> Iterator[int]:
    """Yields a port that refuses connections: it is bound, and nothing listens on it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield int(bound.getsockname()[1])

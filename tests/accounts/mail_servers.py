"""Mail servers as they are found: one that works, one that says no, one that never says anything, and none at all."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class SmtpHandler(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs to hand over a mail."""

    server: "MailServer"

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb in (b"MAIL", b"RCPT") and self.server.refuses:
                self._say("550 not from here")
            elif verb == b"DATA":
                self._say("354 go on")
                self.server.mails.append(message_from_bytes(b"".join(self._body()), policy=policy.default))
                self._say("250 kept")
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 fine")

    def _body(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            yield line

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it is given in `mails`, or takes nothing."""

    daemon_threads = True

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), SmtpHandler)
        self.refuses = refuses
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server(*, refuses: bool = False) -> Iterator[MailServer]:
    """A mail server on a free port."""
    with MailServer(refuses=refuses) as office:
        thread = threading.Thread(target=office.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that lets everybody connect and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@contextmanager
def refusing_port() -> Iterator[int]:
    """A port that refuses: it is held, and nothing listens on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])

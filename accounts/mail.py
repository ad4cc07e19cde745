"""Sending mail, and what it is called when that fails."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTP, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address

log = logging.getLogger(__name__)


class MailNotSent(Exception):
    """The mail server does not answer, or did not take the mail. Nobody got anything."""


def send_mail(message: EmailMessage) -> None:
    """Sends it, waiting `EMAIL_TIMEOUT` seconds for each answer of the server. Raises MailNotSent."""
    with _told_apart():
        message.send()


def probe_recipient(email: str) -> None:
    """Goes through all of sending a mail but the mail itself: as long, and failing alike. Raises MailNotSent."""
    with _told_apart(), get_connection() as connection:
        server = getattr(connection, "connection", None)
        if isinstance(server, SMTP):
            server.ehlo_or_helo_if_needed()
            _expect_yes(*server.mail(settings.DEFAULT_FROM_EMAIL))
            _expect_yes(*server.rcpt(sanitize_address(email, "utf-8")))
            server.rset()


def _expect_yes(code: int, answer: bytes) -> None:
    if code >= 300:
        raise SMTPResponseException(code, answer)


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError) as problem:
        log.warning("a mail was not sent (%s)", type(problem).__name__)
        raise MailNotSent from problem

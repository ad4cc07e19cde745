"""Sends mail, and translates every failure to MailNotSent."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTP, SMTPResponseException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address

from accounts.outbox import NotDelivered

log = logging.getLogger(__name__)


class MailNotSent(NotDelivered):
    """The mail server is unreachable or rejected the mail, so nobody received it."""


def send_mail(message: EmailMessage) -> None:
    """Sends a mail, waiting up to `EMAIL_TIMEOUT` seconds for each response of the server.

    Raises MailNotSent only when nobody received it. When the server falls silent in between, nobody knows: that counts
    as sent, since a second mail would be worse.
    """
    with _mail_errors(), get_connection() as connection:
        try:
            connection.send_messages([message])
        except (TimeoutError, SMTPServerDisconnected) as error:
            log.warning("a mail may not have been sent (%s)", type(error).__name__)


def probe_recipient(email: str) -> None:
    """Talks to the mail server as for a mail but sends none; it takes as long and fails alike. Raises MailNotSent."""
    with _mail_errors(), get_connection() as connection:
        server = getattr(connection, "connection", None)
        if isinstance(server, SMTP):
            server.ehlo_or_helo_if_needed()
            _require_success(*server.mail(settings.DEFAULT_FROM_EMAIL))
            _require_success(*server.rcpt(sanitize_address(email, "utf-8")))
            server.rset()


def _require_success(code: int, answer: bytes) -> None:
    if code >= 300:
        raise SMTPResponseException(code, answer)


@contextmanager
def _mail_errors() -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError) as error:
        log.warning("a mail was not sent (%s)", type(error).__name__)
        raise MailNotSent from error

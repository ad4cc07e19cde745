"""Leaves mails to the outbox."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.mail import send_mail
from accounts.outbox import outbox_kind
from accounts.services.outbox import add_to_outbox, is_late
from accounts.services.transmissions import count_mail

MAIL, RESET_CODE = "accounts.mail", "accounts.reset_code"
"""These kinds of entries are mails: the second is sent only where an account has the address."""

CODE_LIFETIME = timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
"""A code is valid for so long; a later mail would help nobody."""


def enqueue_mail(message: EmailMessage, lifetime: timedelta | None = None) -> None:
    """Leaves a mail to one recipient to the outbox; after the lifetime nobody needs it any more."""
    (recipient,) = message.to
    content = {"subject": message.subject, "body": message.body, "to": recipient, "headers": message.extra_headers}
    add_to_outbox(MAIL, content, lifetime=lifetime)


def is_mail_late() -> bool:
    """Returns whether mails wait because the mail server takes none: one query."""
    return is_late(MAIL, RESET_CODE)


@outbox_kind(MAIL, may_repeat=False)
def _deliver_mail(content: dict[str, Any]) -> None:
    send_mail(EmailMessage(content["subject"], content["body"], to=[content["to"]], headers=content["headers"]))
    count_mail(content["to"], MAIL)

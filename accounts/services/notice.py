"""Mails that say what has just changed about who can get in: whoever did not do it learns of it."""

from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue
from accounts.mail import MailNotSent, send_mail

NOTICE = "accounts.notice"
EVENT_TEXTS = {
    "password_changed": "Your password was changed. Every other browser was signed out.",
    "recovery_codes_generated": "New recovery codes were made. The old ones let nobody in any more.",
    "totp_activated": "Codes from an app were turned on. The password alone lets nobody in any more.",
    "totp_deactivated": "Codes from an app were turned off.",
    "webauthn_added": "A passkey was added. It lets in without the password.",
    "webauthn_removed": "A passkey was removed.",
}
"""What happened, by the word that asks for the mail: allauth's own words for its flows."""

EMAIL_CHANGED_TEXT = "Your account has another e-mail now. This address lets nobody in any more."


def enqueue_notice(happened: str) -> None:
    """Asks for the mail to the current owner; a mail server that is away holds up nothing. No mail, no notice."""
    if settings.MAIL:
        enqueue(NOTICE, dedup_key=happened)


def notify_old_address(email: str) -> None:
    """Sends the notice to an address that lets in no more, which no row holds: now or never."""
    with suppress(MailNotSent):
        send_mail(_mail(EMAIL_CHANGED_TEXT, email, is_locked_out=True))


@job_kind(NOTICE, lane=Lane.CLICK)
def send_notice(claim: Claim) -> bool:
    """Raises MailNotSent: it is tried again."""
    send_mail(_mail(EVENT_TEXTS[claim.job.dedup_key], claim.job.owner.email))
    return False


def _mail(happened: str, email: str, *, is_locked_out: bool = False) -> EmailMessage:
    words = {"happened": happened, "is_locked_out": is_locked_out, "base_url": settings.BASE_URL}
    body = render_to_string("account/email/notice.txt", words)
    return EmailMessage("Your tracekit account was changed", body, to=[email])

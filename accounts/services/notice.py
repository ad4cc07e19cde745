"""Sends notices by mail of changes to how an account is signed in to, so that the owner learns of an intruder."""

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
"""The notice of each event has this text; the names of the events are allauth's, and stored with queued jobs."""

EMAIL_CHANGED_TEXT = "Your account has another email now. This address lets nobody in any more."


def enqueue_notice(event: str) -> None:
    """Enqueues the mail to the current owner, so that no page waits for a mail server; does nothing without mail."""
    if settings.MAIL:
        enqueue(NOTICE, dedup_key=event)


def notify_old_address(email: str) -> None:
    """Sends the notice to a former address at once, because it is no longer stored; a failure is ignored."""
    with suppress(MailNotSent):
        send_mail(_build_mail(EMAIL_CHANGED_TEXT, email, is_locked_out=True))


@job_kind(NOTICE, lane=Lane.CLICK)
def send_notice(claim: Claim) -> bool:
    """Sends the notice of the event in `dedup_key`. Raises MailNotSent: the job is retried."""
    send_mail(_build_mail(EVENT_TEXTS[claim.job.dedup_key], claim.job.owner.email))
    return False


def _build_mail(event_text: str, email: str, *, is_locked_out: bool = False) -> EmailMessage:
    addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN}
    context = {"event_text": event_text, "is_locked_out": is_locked_out, **addresses}
    body = render_to_string("account/email/notice.txt", context)
    return EmailMessage("Your tracekit account was changed", body, to=[email])

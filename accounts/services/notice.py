"""Sends notices by mail of changes to how an account is signed in to, so that the owner learns of an intruder."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.models import Account
from accounts.scope import current_owner_id
from accounts.services.outgoing_mail import enqueue_mail

NOTICE = "accounts.notice"
EVENT_TEXTS = {
    "password_changed": "Your password was changed. Every other browser was signed out.",
    "recovery_codes_generated": "New recovery codes were created. The old ones no longer work.",
    "totp_activated": "An authenticator app was turned on. The password alone is no longer enough to sign in.",
    "totp_deactivated": "The authenticator app was turned off.",
    "webauthn_added": "A passkey was added. It can sign in without the password.",
    "webauthn_removed": "A passkey was removed.",
}
"""The notice of each event has this text; the names of the events are allauth's."""

EMAIL_CHANGED_TEXT = "Your account now has a different email. This address can no longer sign in."


def enqueue_notice(event: str) -> None:
    """Leaves the mail to the current owner to the outbox; does nothing without mail."""
    if settings.MAIL:
        email = Account.objects.values_list("email", flat=True).get(pk=current_owner_id())
        enqueue_mail(_build_mail(EVENT_TEXTS[event], email))


def notify_old_address(email: str) -> None:
    """Leaves the notice to a former address to the outbox."""
    enqueue_mail(_build_mail(EMAIL_CHANGED_TEXT, email, is_locked_out=True))


@job_kind(NOTICE, lane=Lane.CLICK)
def send_notice(claim: Claim) -> bool:
    """Sends the notice of the event in `dedup_key`, for a job that an earlier release has queued."""
    enqueue_notice(claim.job.dedup_key)
    return False


def _build_mail(event_text: str, email: str, *, is_locked_out: bool = False) -> EmailMessage:
    addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN}
    context = {"event_text": event_text, "is_locked_out": is_locked_out, **addresses}
    body = render_to_string("account/email/notice.txt", context)
    return EmailMessage("Your tracekit account was changed", body, to=[email])

"""Creates notifications, confirms addresses, and lets the time come to send mails."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db.models import F

from accounts.models import Account, Notification
from accounts.scope import owner_scope
from accounts.services.notification_mail import schedule_notification_mails
from accounts.services.notifications import notify_owner
from providers.notifications import IMPORTED, RECONNECT, SYNC_FAILED
from tests.accounts.clients import sent_mails
from tests.run_jobs import retry_jobs, run_jobs

TITLES = {
    RECONNECT: "Strava needs reconnecting",
    SYNC_FAILED: "The sync with Strava failed",
    IMPORTED: "Your Strava history is imported",
}


def confirm_email(account: Account) -> None:
    """Confirms the address of an account, as the code from a mail does."""
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)


def create_notification(account: Account, kind: str = RECONNECT, *, age: timedelta = timedelta(minutes=6)) -> None:
    """Notifies an account of something about Strava, so long ago."""
    with owner_scope(account):
        notify_owner(kind, "strava")
        Notification.objects.filter(kind=kind).update(created_at=F("created_at") - age)


def kinds_of(account: Account) -> set[str]:
    """Returns the kinds of an account's notifications."""
    with owner_scope(account):
        return set(Notification.objects.values_list("kind", flat=True))


def send_due_mails() -> list[EmailMessage]:
    """Sends what is due now, with every retry, and returns all mails so far."""
    schedule_notification_mails()
    run_jobs()
    retry_jobs(5)
    return sent_mails()

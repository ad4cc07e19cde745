"""The end of a demo: after a day, or at a click. Or it is kept."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from accounts.scope import current_owner_id
from accounts.services.security import change_email, send_code_to_new_email
from tracekit_site.services.delete_account import delete_account

END = "demo.end"


@periodic_task(every=timedelta(minutes=10))
def end_demos() -> None:
    """Asks for the end of every demo whose day is over."""
    for account in Account.objects.filter(demo_until__lt=timezone.now()):
        enqueue_for(account, END)


@job_kind(END, lane=Lane.DAILY)
def end(claim: Claim) -> bool:
    """Deletes the account, unless it was kept meanwhile."""
    account = Account.objects.filter(pk=current_owner_id(), demo_until__lt=timezone.now()).first()
    if account is not None:
        delete_account()
    return False


def keep(request: SignedInRequest, email: str, password: str) -> bool:
    """Gives the demo an e-mail and a password: the account is the athlete's. False while a code from a mail is due.

    Raises EmailTaken, and MailNotSent.
    """
    account = request.user
    if settings.MAIL:
        send_code_to_new_email(request, email)
    else:
        change_email(request, email)
    account.set_password(password)
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
    if not settings.MAIL:
        Account.objects.filter(pk=account.pk).update(demo_until=None)
    return not settings.MAIL

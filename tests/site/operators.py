"""The operator, and what there is to see at the desk."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.jobs.kinds import PERIODIC_TASKS
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, ScheduledRun, Worker
from accounts.models import Account
from accounts.scope import owner_scope
from tests.factories import AccountFactory

SECOND_FACTOR = {"method": "mfa", "type": "totp", "at": 0}


def operator_account() -> Account:
    """Somebody who runs this install."""
    return AccountFactory.create(email="operator@example.org", is_operator=True, is_time_zone_confirmed=True)


def signed_in(account: Account, *, second_factor: bool = True, **options: bool) -> Client:
    """A browser signed in to the account, as after a password and a code, or after the password alone."""
    client = Client(**options)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(account.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": 0}] + [SECOND_FACTOR] * second_factor
    session.save()
    return client


def job_of(account: Account, state: str, **fields: object) -> Job:
    """A job of the account in that state."""
    with owner_scope(account):
        return Job.objects.create(**{"kind": "files.read", "lane": Lane.CLICK, "state": state, **fields})


def busy_install(account: Account) -> Worker:
    """Jobs in every state, a worker that is alive, one that is not, and a chore that is overdue."""
    now = timezone.now()
    worker = Worker.objects.create(host="here", pid=11, last_message_at=now)
    Worker.objects.create(host="there", pid=12, seen_at=now - timedelta(minutes=5))
    job_of(account, "running", worker=worker, lease_until=now)
    job_of(account, "queued", not_before=now - timedelta(minutes=42))
    job_of(account, "stopped", attempts=5)
    for chore in PERIODIC_TASKS:
        ScheduledRun.objects.create(task=chore.name, slot=now)
    ScheduledRun.objects.filter(task="sweep").update(slot=now - timedelta(hours=2))
    return worker

"""Creates an operator, and what the operator's admin shows."""

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


def create_operator() -> Account:
    """Creates the account of an operator."""
    return AccountFactory.create(email="operator@example.org", is_operator=True, is_time_zone_confirmed=True)


def sign_in_client(account: Account, *, second_factor: bool = True, raise_request_exception: bool = True) -> Client:
    """Returns a client that is signed in with a password, and with a second factor unless told otherwise."""
    client = Client(raise_request_exception=raise_request_exception)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(account.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": 0}] + [SECOND_FACTOR] * second_factor
    session.save()
    return client


def create_job(account: Account, state: str, **fields: object) -> Job:
    """Creates a job of an account in a state."""
    with owner_scope(account):
        return Job.objects.create(**{"kind": "files.read", "lane": Lane.CLICK, "state": state, **fields})


def fill_install(account: Account) -> Worker:
    """Creates jobs in every state, two workers and an overdue task; returns the worker that is alive."""
    now = timezone.now()
    worker = Worker.objects.create(host="here", pid=11, last_message_at=now)
    Worker.objects.create(host="there", pid=12, seen_at=now - timedelta(minutes=5))
    create_job(account, "running", worker=worker, lease_until=now)
    create_job(account, "queued", not_before=now - timedelta(minutes=42))
    create_job(account, "stopped", attempts=5)
    for task in PERIODIC_TASKS:
        ScheduledRun.objects.create(task=task.name, slot=now)
    ScheduledRun.objects.filter(task="sweep").update(slot=now - timedelta(hours=2))
    return worker

"""Connects accounts through a registration of the install's own, whose calls they share, and runs their jobs."""

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.providers.factories import Athlete, connected


def connect_for(account: Account, sandbox: Sandbox, **values: object) -> Athlete:
    """Connects the account through the install's own registration; its first pull waits in the queue."""
    with owner_scope(account):
        athlete = connected(sandbox)
        Connection.objects.update(registration_name="strava", **values)
    return athlete


def run_step(account: Account) -> None:
    """Runs a step of the account's only job, if it is due."""
    run_job(Job.across_accounts.get(owner=account).pk)


def run_due_steps(account: Account) -> None:
    """Runs the account's only job until it has ended or is not due."""
    job = Job.across_accounts.get(owner=account)
    while run_job(job.pk):
        pass


def make_due(account: Account) -> None:
    """Lets the time come that the account's jobs wait for."""
    with owner_scope(account):
        Job.objects.update(not_before=timezone.now())


def connection_of(account: Account) -> Connection:
    """Returns the account's only connection."""
    connection: Connection = Connection.across_accounts.get(owner=account)
    return connection

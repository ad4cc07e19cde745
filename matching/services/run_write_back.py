"""Runs write-backs: reads, compares, writes, verifies. Each step is committed before the next call.

So a worker may be killed after any of them. Nothing here decides to write: a job carries the id of a row that a click
has created.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.record import ActivityRecord, clean_text
from activities.services.store import store_activities
from matching.models import WriteBack
from matching.querysets import WRITE_BACK_JOB
from matching.services.proposals import can_be_source
from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Gear
from providers.services.call_provider import platform_for
from providers.services.push import push
from providers.services.window_share import check_share, check_waiting

State = WriteBack.State

FINAL_ERRORS = (RequestRefused, ReconnectNeeded, ProviderUnavailable)
"""These errors mean that the call has changed nothing, and that the next one would not either."""

MAX_VERIFY_ATTEMPTS = 3
"""After the platform accepted, the old value may be read this often: not every platform shows a change at once."""

VERIFY_DELAY = timedelta(seconds=3)
"""The next attempt waits for this delay, multiplied by the number of attempts before."""


class WriteBackEnded(RuntimeError):
    """The row was deleted with its connection, or has ended, so nothing more is sent."""


@job_kind(WRITE_BACK_JOB, lane=Lane.CLICK, calls_platform=True)
def run_write_back(claim: Claim) -> bool:
    """Runs one write-back as far as possible.

    It ends, waits for its platform, or stops with a reason when only the athlete can help or the job has used its last
    attempt.
    """
    row = WriteBack.objects.select_related("connection").filter(pk=claim.job.dedup_key, ended_at=None).first()
    if row is None:
        return False
    check_share(row.connection)
    try:
        with keep_lease(claim):
            _advance_or_stop(claim, row)
    except TemporaryFailure as failure:
        check_waiting(row.connection, failure)
        raise
    except WriteBackEnded:
        pass  # nothing is left to do
    return False


def _advance_or_stop(claim: Claim, row: WriteBack) -> None:
    try:
        _advance(claim, row)
    except FINAL_ERRORS as error:
        _stop(claim, row, error)


def _advance(claim: Claim, row: WriteBack) -> None:
    """Reads the present value and takes the next step, so it works from every state."""
    if row.sent_at is None and not row.connection.can_write(row.field):
        raise RequestRefused("scope")
    record = platform_for(row.connection).activity(row.provider_id)
    present = clean_text(getattr(record, row.field)) or ""
    if present == clean_text(row.desired_after):
        _end(claim, row, State.DONE if row.sent_at else State.ALREADY, record)
    elif present != (clean_text(row.expected_before) or ""):
        _end(claim, row, State.CONFLICT, record, actual_before=present)
    elif row.state != State.ACCEPTED:
        _send(claim, row)
        _advance(claim, row)
    elif row.verify_attempts + 1 < MAX_VERIFY_ATTEMPTS:
        _commit(row, claim.renew_lease, verify_attempts=row.verify_attempts + 1)
        raise Postpone(timezone.now() + VERIFY_DELAY * row.verify_attempts)
    else:
        _end(claim, row, State.FAILED, record, reason="unchanged")


def _send(claim: Claim, row: WriteBack) -> None:
    """Sends the change right after the present value was read; from the commit of `sent` on it may have happened.

    Sending again counts as an attempt of the job.
    """
    if not can_be_source(row.source_provider, row.connection.provider):
        raise RequestRefused("sink")
    if row.state == State.SENT:
        _commit(row, partial(claim.renew_lease, reset_attempts=False), sent_at=timezone.now())
    else:
        _commit(row, claim.renew_lease, state=State.COMPARED)
        _commit(row, claim.renew_lease, state=State.SENT, sent_at=timezone.now())
    try:
        push(row.connection, row.provider_id, row.field, row.desired_after)
    except FINAL_ERRORS:
        row.state, row.sent_at = State.COMPARED, None
        raise
    _commit(row, claim.renew_lease, state=State.ACCEPTED)


def _stop(claim: Claim, row: WriteBack, error: ProviderError) -> None:
    """Ends the row as failed; when the change may have happened, the row stays open until the value can be read."""
    if row.sent_at and not isinstance(error, RequestRefused):
        _commit(row, claim.renew_lease, reason=error.code)
    else:
        ended = {"state": State.FAILED, "sent_at": row.sent_at, "ended_at": timezone.now()}
        _commit(row, claim.renew_lease, reason=error.code, **ended)


def _end(claim: Claim, row: WriteBack, state: WriteBack.State, record: ActivityRecord, **values: str) -> None:
    """Ends the row and stores the activity as it is at the platform now, in one transaction."""
    gear = Gear.objects.filter(connection=row.connection, gear_id=record.gear_id)
    label = gear.values_list("label", flat=True).first()

    def store_and_renew() -> None:
        store_activities([replace(record, gear_label=label)], origin=Activity.Origin.API)
        claim.renew_lease()

    _commit(row, store_and_renew, state=state, ended_at=timezone.now(), **{"reason": "", **values})


def _commit(row: WriteBack, fence: Callable[[], None], **values: object) -> None:
    """Writes values to the row and the object; `fence` runs last and rolls everything back when the lease is lost.

    Raises WriteBackEnded for a row that has ended or was deleted.
    """
    with transaction.atomic():
        lock_account()
        if not WriteBack.objects.filter(pk=row.pk, ended_at=None).update(**values):
            raise WriteBackEnded
        fence()
    for name, value in values.items():
        setattr(row, name, value)

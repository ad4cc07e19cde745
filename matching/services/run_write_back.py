"""Write-backs: read, compare, write, verify. Each step is committed before the next call, so any of them may be lost.

Nothing here decides to write: a job carries the id of a row that a click has made.
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
from activities.record import ActivityRecord, clean
from activities.services.store import store
from matching.models import WriteBack
from matching.querysets import WRITE
from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Gear
from providers.services.call_provider import platform_for
from providers.services.push import push

State = WriteBack.State

NO = (RequestRefused, ReconnectNeeded, ProviderUnavailable)
"""Answers that mean: this call has changed nothing, and the next one would not either."""
LOOKS = 3
"""How often the old value may be read after the platform said yes: not every platform shows a change at once."""
LOOK_AGAIN = timedelta(seconds=3)


class Gone(RuntimeError):
    """The row went with its connection, or has ended: nothing more is sent."""


@job_kind(WRITE, lane=Lane.CLICK)
def run_write_back(claim: Claim) -> bool:
    """Takes one write-back as far as it goes.

    It ends, or it waits for its platform; or it stands still and says why, when only the athlete can help or the job
    has used up its tries.
    """
    row = WriteBack.objects.select_related("connection").filter(pk=claim.job.dedup_key, ended_at=None).first()
    if row is None:
        return False
    try:
        with keep_lease(claim):
            _go_on_or_stop(claim, row)
    except TemporaryFailure as failure:
        if failure.retry_after is None or row.connection.waiting_until is None:
            raise
        raise Postpone(row.connection.waiting_until) from None
    except Gone:
        pass  # so is everything that there was to do
    return False


def _go_on_or_stop(claim: Claim, row: WriteBack) -> None:
    try:
        _go_on(claim, row)
    except NO as no:
        _stop(claim, row, no)


def _go_on(claim: Claim, row: WriteBack) -> None:
    """Reads, and does what follows from what is there: that is why it may begin anywhere."""
    if row.sent_at is None and not row.connection.can_write(row.field):
        raise RequestRefused("scope")
    record = _read(row)
    found = clean(getattr(record, row.field)) or ""
    if found == clean(row.desired_after):
        _end(claim, row, State.DONE if row.sent_at else State.ALREADY, record)
    elif found != (clean(row.expected_before) or ""):
        _end(claim, row, State.CONFLICT, record, found_value=found)
    elif row.state != State.ACCEPTED:
        _send(claim, row)
        _go_on(claim, row)
    elif row.verify_attempts + 1 < LOOKS:
        _commit(row, claim.renew_lease, verify_attempts=row.verify_attempts + 1)
        raise Postpone(timezone.now() + LOOK_AGAIN * row.verify_attempts)
    else:
        _end(claim, row, State.FAILED, record, reason="unchanged")


def _read(row: WriteBack) -> ActivityRecord:
    return platform_for(row.connection).activity(row.provider_id)


def _send(claim: Claim, row: WriteBack) -> None:
    """From the moment that `sent` is committed the change may be there. Sending again counts as a try of the job."""
    if row.state == State.SENT:
        _commit(row, partial(claim.renew_lease, reset_attempts=False), sent_at=timezone.now())
    else:
        _commit(row, claim.renew_lease, state=State.COMPARED)
        _commit(row, claim.renew_lease, state=State.SENT, sent_at=timezone.now())
    try:
        push(row.connection, row.provider_id, row.field, row.desired_after)
    except NO:
        row.state, row.sent_at = State.COMPARED, None
        raise
    _commit(row, claim.renew_lease, state=State.ACCEPTED)


def _stop(claim: Claim, row: WriteBack, no: ProviderError) -> None:
    """It has failed; but while nobody knows whether it happened, it stays open until somebody can look."""
    if row.sent_at and not isinstance(no, RequestRefused):
        _commit(row, claim.renew_lease, reason=no.code)
    else:
        _commit(
            row, claim.renew_lease, state=State.FAILED, sent_at=row.sent_at, reason=no.code, ended_at=timezone.now()
        )


def _end(claim: Claim, row: WriteBack, state: WriteBack.State, record: ActivityRecord, **more: str) -> None:
    """The end, and what is there now, in one transaction."""
    gear = Gear.objects.filter(connection=row.connection, gear_id=record.gear_id)
    label = gear.values_list("label", flat=True).first()

    def keep() -> None:
        store([replace(record, gear_label=label)], origin=Activity.Origin.API)
        claim.renew_lease()

    _commit(row, keep, state=state, ended_at=timezone.now(), **{"reason": "", **more})


def _commit(row: WriteBack, fence: Callable[[], None], **values: object) -> None:
    """On the row and on the object; `fence` comes last, and undoes it where the job is no longer ours.

    Raises Gone for a row that is not there any more.
    """
    with transaction.atomic():
        lock_account()
        if not WriteBack.objects.filter(pk=row.pk, ended_at=None).update(**values):
            raise Gone
        fence()
    for name, value in values.items():
        setattr(row, name, value)

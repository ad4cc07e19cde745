"""Pulling: a slice is one page of the platform's list, stored and matched in the transaction that turns the page."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store
from providers.contract import Page
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.services.call_provider import platform_for
from providers.services.gear import fetch_gear, fetch_gear_name, gear_labels, unnamed_gear_id
from providers.services.start_pull import JOBS

LANES = {
    Pull.Kind.FIRST: Lane.BACKFILL,
    Pull.Kind.DAILY: Lane.DAILY,
    Pull.Kind.NOW: Lane.CLICK,
    Pull.Kind.WHOLE: Lane.BACKFILL,
}


def pull(claim: Claim) -> bool:
    """One call (the gear, the name of one piece, or a page), and what it says is stored; says whether there is more.

    What only a person can change ends the job and leaves the pull where it is: it goes on from its page.
    """
    connection = Connection.objects.filter(pk=claim.job.dedup_key, is_paused=False).first()
    under_way = connection and connection.pulls.filter(ended_at=None).first()
    if connection is None or under_way is None:
        return False
    try:
        with keep_lease(claim):
            return _step(claim, under_way, connection)
    except TemporaryFailure as failure:
        if failure.retry_after is None or connection.waiting_until is None:
            raise
        raise Postpone(connection.waiting_until) from None
    except RequestRefused as no:
        Connection.objects.filter(pk=connection.pk).update(trouble=no.code)
    except (ReconnectNeeded, ProviderUnavailable, Connection.DoesNotExist):
        pass  # the connection says so, or the athlete has disconnected and nothing is kept
    return False


for _kind, _lane in LANES.items():
    job_kind(JOBS[_kind], lane=_lane)(pull)


def _step(claim: Claim, under_way: Pull, connection: Connection) -> bool:
    if not under_way.has_gear:
        fetch_gear(connection)
        Pull.objects.filter(pk=under_way.pk).update(has_gear=True)
        claim.renew_lease()
        return True
    gear_id = unnamed_gear_id(connection)
    if gear_id is not None:
        fetch_gear_name(connection, gear_id, claim.renew_lease)
        return True
    return _page(claim, under_way, connection)


def _page(claim: Claim, under_way: Pull, connection: Connection) -> bool:
    span = (under_way.after, under_way.until)
    page = platform_for(connection).page(span, under_way.page)
    records = _labelled(connection, page)
    with transaction.atomic():
        lock_account()
        Connection.objects.get(pk=connection.pk)
        _turn(under_way, page, _store(records))
        if page.listed_count == 0:
            _end(under_way)
        under_way.save()
        claim.renew_lease()
    return page.listed_count > 0


def _labelled(connection: Connection, page: Page) -> list[ActivityRecord]:
    """Each activity once, with what the platform calls its gear, as far as that is known."""
    names = gear_labels(connection)
    once = {one.provider_id: one for one in page.records}
    return [replace(one, gear_label=names.get(one.gear_id or "")) for one in once.values()]


def _store(records: list[ActivityRecord]) -> int:
    """How many of them are new."""
    if not records:
        return 0
    ids = [one.provider_id for one in records]
    known = Activity.objects.filter(provider=records[0].provider, provider_id__in=ids).count()
    store(records, origin=Activity.Origin.API)
    return len(records) - known


def _turn(under_way: Pull, page: Page, new: int) -> None:
    under_way.page += 1
    under_way.listed += page.listed_count
    under_way.left_out += page.listed_count - len(page.records)
    under_way.new += new
    under_way.reached = min((one.started_at for one in page.records), default=under_way.reached)


def _end(under_way: Pull) -> None:
    now = timezone.now()
    under_way.ended_at = now
    whole = {} if under_way.after else {"whole_at": now}
    Connection.objects.filter(pk=under_way.connection_id).update(pulled_at=now, **whole)

"""Runs pulls: a step is one call, whose result is stored and matched before the next one."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.services.lock_account import lock_account
from accounts.services.notifications import notify_owner
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.notifications import SYNC_FAILED
from providers.services.call_provider import platform_for
from providers.services.gear import fetch_gear, fetch_gear_name, unnamed_gear_id
from providers.services.pull_changes import changes_since, fetch_changed, fetch_changes
from providers.services.pull_page import fetch_page
from providers.services.start_pull import JOB_KIND_OF_PULL, LANES
from providers.services.window_share import check_share, check_waiting


def run_pull(claim: Claim) -> bool:
    """Makes one call of a pull (its gear, the count, a page, the changes …); returns whether there is more to do.

    A failure that only a person can fix ends the job and leaves the pull open; it continues from its page later.
    """
    connection = Connection.objects.filter(pk=claim.job.dedup_key, is_paused=False).first()
    pull = connection and connection.pulls.filter(ended_at=None).first()
    if connection is None or pull is None:
        return False
    try:
        check_share(connection)
        with keep_lease(claim):
            return _step(claim, pull, connection)
    except TemporaryFailure as failure:
        check_waiting(connection, failure)
        if claim.attempts >= MAX_ATTEMPTS:
            _notify_of_failure(connection)
        raise
    except RequestRefused as refusal:
        Connection.objects.filter(pk=connection.pk).update(last_error=refusal.code)
        _notify_of_failure(connection)
    except ProviderUnavailable:
        _notify_of_failure(connection)
    except (ReconnectNeeded, Connection.DoesNotExist):
        pass  # The connection shows the failure, or the athlete has disconnected or paused and nothing is stored.
    return False


for _kind, _lane in LANES.items():
    job_kind(JOB_KIND_OF_PULL[_kind], lane=_lane, calls_platform=True)(run_pull)


def _step(claim: Claim, pull: Pull, connection: Connection) -> bool:
    platform, registration = connection.platform, connection.known_registration
    if not pull.has_fetched_gear and registration is not None and platform.can_list_gear(registration):
        fetch_gear(connection)
        return _go_on(claim, pull, has_fetched_gear=True)
    if pull.kind == Pull.Kind.FIRST and platform.can_count and pull.expected_count is None:
        return _go_on(claim, pull, expected_count=_count_activities(connection))
    gear_id = unnamed_gear_id(connection)
    if gear_id is not None:
        fetch_gear_name(connection, gear_id, claim.renew_lease, is_last_try=claim.attempts >= MAX_ATTEMPTS)
        return True
    if since := changes_since(pull, connection):
        return fetch_changes(claim, pull, connection, since)
    if pull.changed_ids:
        return fetch_changed(claim, pull, connection, is_last_try=claim.attempts >= MAX_ATTEMPTS)
    return fetch_page(claim, pull, connection)


def _go_on(claim: Claim, pull: Pull, **values: object) -> bool:
    Pull.objects.filter(pk=pull.pk).update(**values)
    claim.renew_lease()
    return True


def _count_activities(connection: Connection) -> int:
    """Returns about how many activities the athlete has, 0 when the platform refuses to say."""
    try:
        return platform_for(connection).count_activities()
    except RequestRefused:
        return 0


def _notify_of_failure(connection: Connection) -> None:
    """Notifies the owner that the pull has failed, unless the athlete has disconnected meanwhile."""
    with transaction.atomic():
        lock_account()
        if Connection.objects.filter(pk=connection.pk).exists():
            notify_owner(SYNC_FAILED, connection.provider)

"""A connection notifies when it fails and when everything has come for the first time, until the cause is gone."""

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Account, Notification
from accounts.services.notifications import delete_notifications
from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused
from providers.models import Connection, Pull
from providers.notifications import IMPORTED, RECONNECT, SYNC_FAILED
from providers.sandbox.server import Sandbox
from providers.services import pull
from providers.services.call_provider import call_provider
from providers.services.disconnect import disconnect
from providers.services.start_pull import start_pull
from tests.accounts.notifications import create_notification, kinds_of
from tests.providers.factories import Athlete, connected, pulled, reconnected, run_scheduled_pull, run_waiting_jobs
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    return connected(sandbox, "demo", 30)


def test_the_end_of_the_first_import_is_notified_once(athlete: Athlete, alice: Account) -> None:
    assert kinds_of(alice) == set()
    run_jobs()
    assert IMPORTED in kinds_of(alice)
    delete_notifications("strava", IMPORTED)
    for kind in (Pull.Kind.NOW, Pull.Kind.FULL, Pull.Kind.DAILY):
        start_pull(Connection.objects.get(), kind)
        run_jobs()
    assert IMPORTED not in kinds_of(alice)


def test_a_revoked_grant_is_notified_until_it_is_given_again(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    athlete.fail("revoked")
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert RECONNECT in kinds_of(as_alice)
    assert SYNC_FAILED not in kinds_of(as_alice)
    reconnected(sandbox, athlete.code)
    assert RECONNECT not in kinds_of(as_alice)


def test_a_grant_that_works_again_is_no_longer_notified(athlete: Athlete, alice: Account) -> None:
    create_notification(alice, RECONNECT)
    Connection.objects.update(state=Connection.State.RECONNECT)
    run_jobs()
    assert RECONNECT not in kinds_of(alice)


def test_a_failure_of_a_replaced_grant_notifies_of_nothing(athlete: Athlete, alice: Account) -> None:
    def reconnect_meanwhile(*_: object) -> None:
        Connection.objects.update(tokens_version=F("tokens_version") + 1)
        raise ReconnectNeeded("grant")

    with pytest.raises(ReconnectNeeded):
        call_provider(Connection.objects.get(), reconnect_meanwhile)
    assert kinds_of(alice) == set()


def test_a_pull_that_stops_is_notified_until_one_ends(athlete: Athlete, alice: Account) -> None:
    athlete.fail("500", times=5)
    for number in range(5):
        assert (number, kinds_of(alice)) == (number, set())
        run_waiting_jobs()
    assert kinds_of(alice) == {SYNC_FAILED}
    start_pull(Connection.objects.get(), Pull.Kind.NOW)
    assert kinds_of(alice) == {SYNC_FAILED}
    run_jobs()
    assert kinds_of(alice) - {"matching.questions"} == {IMPORTED}


def test_a_rate_limit_is_no_failure(athlete: Athlete, alice: Account) -> None:
    athlete.fail("429", times=7)
    for _ in range(7):
        run_waiting_jobs()
    assert kinds_of(alice) == set()


@pytest.mark.parametrize("error", [RequestRefused, ProviderUnavailable])
def test_a_refused_pull_is_notified(
    athlete: Athlete, alice: Account, error: type[ProviderError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise error("refused")

    monkeypatch.setattr(pull, "_step", refuse)
    run_jobs()
    assert kinds_of(alice) == {SYNC_FAILED}


def test_a_sync_that_fails_every_day_is_one_notification(athlete: Athlete, alice: Account) -> None:
    athlete.fail("inactive", times=3)
    run_jobs()
    Notification.objects.update(read_at=timezone.now())
    before = Notification.objects.values().get()
    run_scheduled_pull(athlete.connection)
    assert Notification.objects.values().get() == before


def test_disconnecting_deletes_what_was_notified_about_the_platform(athlete: Athlete, alice: Account) -> None:
    run_jobs()
    create_notification(alice, SYNC_FAILED)
    disconnect(Connection.objects.get())
    assert kinds_of(alice) == set()


def test_a_pull_of_a_disconnected_platform_notifies_of_nothing(
    athlete: Athlete, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disconnect_meanwhile(*_: object) -> bool:
        disconnect(Connection.objects.get())
        raise ProviderUnavailable("inactive")

    monkeypatch.setattr(pull, "_step", disconnect_meanwhile)
    run_jobs()
    assert not Connection.objects.exists()
    assert kinds_of(alice) == set()

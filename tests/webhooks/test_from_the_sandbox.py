"""The sandbox sends events over HTTP to a server of ours that has subscribed by command, as Strava does."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from providers.models import Connection, WebhookSubscription
from providers.sandbox import changes
from providers.sandbox.ridewithgps import changes as trips
from providers.sandbox.server import Sandbox
from providers.services.webhooks import callback_url
from tests.providers.factories import Athlete, connected
from tests.run_jobs import run_jobs
from tests.waiting import wait_until
from tests.webhooks.events import pass_time

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def public_address(sandbox: Sandbox, live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """Serves this install at the address that the sandbox is told of."""
    settings.BASE_ORIGIN = settings.BASE_URL = live_server.url
    yield live_server.url
    wait_until(sandbox.service.deliveries.is_idle)


def webhooks(*arguments: str) -> str:
    output = StringIO()
    call_command("webhooks", *arguments, stdout=output)
    return output.getvalue()


def pull_for(account: Account, sandbox: Sandbox, provider: str = "strava") -> Athlete:
    with owner_scope(account):
        athlete = connected(sandbox, "demo", 40, provider=provider)
        run_jobs()
    return athlete


def deliver_all(sandbox: Sandbox) -> None:
    """Waits until every event of the sandbox has been taken, and runs what they caused."""
    wait_until(sandbox.service.deliveries.is_idle)
    assert all(record.accepted for record in sandbox.service.deliveries.records())
    run_jobs()


def test_the_command_subscribes_once_and_unsubscribes(sandbox: Sandbox) -> None:
    assert "not subscribed" in webhooks()
    assert "Strava: subscribed, with subscription" in webhooks("subscribe")
    [stored] = WebhookSubscription.objects.all()
    assert stored.callback_url == callback_url("strava")
    assert f"subscription {stored.subscription_id} sends events to {stored.callback_url}." in webhooks()
    WebhookSubscription.objects.all().delete()
    assert "but this install does not know it" in webhooks("list")
    assert "subscribed already" in webhooks("subscribe")
    assert WebhookSubscription.objects.get().subscription_id == stored.subscription_id
    assert "Strava: unsubscribed." in webhooks("unsubscribe")
    assert not WebhookSubscription.objects.exists()
    assert "there was no subscription" in webhooks("unsubscribe")


def test_a_subscription_to_another_address_is_named(sandbox: Sandbox, settings: Settings, public_address: str) -> None:
    webhooks("subscribe")
    settings.BASE_ORIGIN = "http://elsewhere.example"
    with pytest.raises(CommandError, match="but this install is at http://elsewhere"):
        webhooks("subscribe")
    assert "but this install is at" in webhooks("list")


def test_an_address_that_nobody_can_reach_is_explained(sandbox: Sandbox, settings: Settings) -> None:
    settings.BASE_ORIGIN = "http://127.0.0.1:1"
    with pytest.raises(CommandError, match="has to reach http://127"):
        webhooks("subscribe")
    assert not WebhookSubscription.objects.exists()


def test_no_service_to_subscribe_to_is_named(settings: Settings) -> None:
    settings.SANDBOX = False
    with pytest.raises(CommandError, match="No service that sends events is set up here"):
        webhooks()


def test_changes_at_the_platform_arrive(sandbox: Sandbox, alice: Account) -> None:
    athlete = pull_for(alice, sandbox)
    webhooks("subscribe")
    newest = sandbox.database.activities.for_athlete(athlete.code, limit=1)[0]
    fixture = replace(newest.fixture, start=int(timezone.now().timestamp()) - 7200, name="Pushed")
    number = changes.add_activity(sandbox.service, athlete.code, fixture)
    deliver_all(sandbox)
    with owner_scope(alice):
        assert Activity.objects.get(provider_id=str(number)).name == "Pushed"
    changes.update_activity(sandbox.service, number, "athlete", name="Renamed there")
    deliver_all(sandbox)
    pass_time(minutes=10)
    with owner_scope(alice):
        assert Activity.objects.get(provider_id=str(number)).name == "Renamed there"
    changes.delete_activity(sandbox.service, number)
    deliver_all(sandbox)
    pass_time(minutes=10)
    with owner_scope(alice):
        assert not Activity.objects.filter(provider_id=str(number)).exists()
        assert Activity.objects.count() == 40


def test_ending_the_grant_there_disconnects_here(sandbox: Sandbox, alice: Account) -> None:
    athlete = pull_for(alice, sandbox)
    webhooks("subscribe")
    changes.revoke_access(sandbox.service, athlete.code)
    deliver_all(sandbox)
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Connection._base_manager.exists()


def test_changes_of_trips_arrive(sandbox: Sandbox, alice: Account) -> None:
    """RideWithGPS signs its events, and its change feed says what has changed."""
    athlete = pull_for(alice, sandbox, "ridewithgps")
    with owner_scope(alice):
        ids = sorted(Activity.objects.values_list("provider_id", flat=True), key=int)
    reads = athlete.reads()
    trips.update_trip(sandbox.service, int(ids[0]), "athlete", name="Renamed there")
    assert athlete.reads() == reads
    sandbox.service.ridewithgps.webhook_url = callback_url("ridewithgps")
    trips.update_trip(sandbox.service, int(ids[1]), "athlete", name="Told of")
    deliver_all(sandbox)
    trips.delete_trip(sandbox.service, int(ids[2]))
    deliver_all(sandbox)
    pass_time(minutes=10)
    with owner_scope(alice):
        names = set(Activity.objects.values_list("name", flat=True))
        assert {"Renamed there", "Told of"} <= names
        assert not Activity.objects.filter(provider_id=ids[2]).exists()


def test_an_event_that_ridewithgps_has_not_signed_is_refused(sandbox: Sandbox, alice: Account) -> None:
    athlete = pull_for(alice, sandbox, "ridewithgps")
    user_id = int(athlete.connection.athlete_id)
    trip = {"user_id": user_id, "item_type": "trip", "item_id": 1, "item_user_id": user_id, "action": "updated"}
    response = Client().post(reverse("webhook", args=["ridewithgps"]), {"notifications": [trip]}, "application/json")
    assert response.status_code == 403
    assert not Job.across_accounts.exists()


def test_the_address_for_ridewithgps_is_printed(sandbox: Sandbox) -> None:
    output = webhooks("--provider", "ridewithgps")
    assert f"RideWithGPS: enter {callback_url('ridewithgps')} as the webhook address of the client" in output

"""Anybody may send events: what is not a platform's, or about nobody who is connected here, leaves nothing."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertNumQueries
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import crossing, owner_scope
from accounts.services.suspend import suspend_account
from providers.models import Connection, WebhookSubscription
from providers.registrations import SANDBOX_CLIENT
from providers.sandbox.server import Sandbox
from providers.services.pause import pause
from providers.services.receive_events import MAX_WAITING
from providers.services.webhooks import verify_token
from tests.accounts.dump import database_dump
from tests.providers.factories import Athlete, connected, pulled
from tests.run_jobs import run_jobs
from tests.webhooks.events import ADDRESS, SUBSCRIPTION_ID, deliver, revocation, send, strava_event

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whom Alice has connected, after the first pull."""
    return pulled(sandbox, "small")


def use_own_registration(sandbox: Sandbox, settings: Settings, **values: str) -> None:
    """Lets the install have a registration of its own, whose platform is the sandbox."""
    client_id, client_secret = SANDBOX_CLIENT
    urls = {"api_url": sandbox.url, "oauth_url": sandbox.url, "site_url": sandbox.url}
    settings.REGISTRATIONS = {"strava": {"client_id": client_id, "client_secret": client_secret, **urls, **values}}
    Connection.objects.update(registration_name="strava")


@crossing()
def jobs() -> list[str]:
    return [job.kind for job in Job.across_accounts.all()]


def handshake(**query: str) -> Any:
    names = {"mode": "subscribe", "challenge": "15f7d1a91c1f40f8", "verify_token": verify_token("strava")}
    return Client().get(ADDRESS, {f"hub.{name}": value for name, value in (names | query).items()})


def test_the_handshake_returns_the_challenge(sandbox: Sandbox, db: None) -> None:
    with assertNumQueries(1):  # for the registration
        response = handshake()
    assert (response.status_code, response.json()) == (200, {"hub.challenge": "15f7d1a91c1f40f8"})


@pytest.mark.parametrize("query", [{"verify_token": "x"}, {"mode": "unsubscribe"}, {"challenge": "x" * 1000}])
def test_a_handshake_of_somebody_else_is_refused(sandbox: Sandbox, db: None, query: dict[str, str]) -> None:
    response = handshake(**query)
    assert response.status_code == 403
    assert query.get("challenge", "15f7d1a91c1f40f8") not in response.text


@pytest.mark.parametrize("path", ["/webhooks/file/", "/webhooks/nobody/", "/webhooks/strava/"])
def test_platforms_without_a_registration_have_no_address(db: None, settings: Settings, path: str) -> None:
    settings.SANDBOX = False
    assert Client().get(path).status_code == 404
    assert Client().post(path, "{}", "application/json").status_code == 404


MALFORMED_FIELDS: tuple[dict[str, Any], ...] = (
    *({"owner_id": "1"}, {"owner_id": -1}, {"owner_id": True}, {"owner_id": 1 << 70}, {"object_id": None}),
    *({"aspect_type": "explode"}, {"object_type": []}, {"subscription_id": None}),
)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 50_000, b'{"object_type": "activity"}'),
        *(json.dumps(strava_event("1", 2) | fields).encode() for fields in MALFORMED_FIELDS),
    ],
)
def test_a_malformed_body_is_refused(athlete: Athlete, body: bytes) -> None:
    assert Client().post(ADDRESS, body, "application/json").status_code == 400
    assert jobs() == []


def test_a_large_body_is_refused(athlete: Athlete) -> None:
    event = strava_event(athlete.connection.athlete_id, 1, updates={"title": "x" * 100_000})
    assert send(event).status_code == 413
    assert jobs() == []


def test_an_event_of_an_unknown_athlete_leaves_nothing(athlete: Athlete) -> None:
    before = database_dump()
    for event in (strava_event("99", 1), strava_event("99", 1, "delete"), revocation("99")):
        assert send(event).status_code == 200
    assert database_dump() == before


def test_the_answer_does_not_tell_who_is_connected(athlete: Athlete) -> None:
    known, unknown = send(strava_event(athlete.connection.athlete_id, 1)), send(strava_event("99", 1))
    assert (known.status_code, known.content, dict(known.headers)) == (
        unknown.status_code,
        unknown.content,
        dict(unknown.headers),
    )
    assert not known.cookies


def count_statements(event: Any) -> int:
    """Sends an event; returns how many statements that takes, without the limits of transactions."""
    with CaptureQueriesContext(connection) as captured:
        send(event)
    texts = [query["sql"].lstrip() for query in captured]
    return sum(not text.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for text in texts)


def test_an_event_costs_few_queries_and_no_call(athlete: Athlete) -> None:
    calls = athlete.reads()
    assert count_statements(strava_event("99", 1)) == 2
    deliver(strava_event(athlete.connection.athlete_id, 1))
    run_jobs()
    reads = athlete.reads()
    assert count_statements(strava_event(athlete.connection.athlete_id, 2)) == 4
    assert athlete.reads() == reads > calls


@pytest.mark.parametrize("aspect", ["create", "update", "delete"])
def test_a_paused_connection_takes_no_event(athlete: Athlete, aspect: str) -> None:
    pause(athlete.connection)
    deliver(strava_event(athlete.connection.athlete_id, 1, aspect))
    assert jobs() == []


def test_a_connection_without_a_working_grant_takes_no_event(athlete: Athlete) -> None:
    athlete_id = athlete.connection.athlete_id
    Connection.objects.update(state="reconnect")
    deliver(strava_event(athlete_id, 1))
    Connection.objects.update(state="connected", registration_name="")
    deliver(strava_event(athlete_id, 1), revocation(athlete_id))
    assert jobs() == []


def test_a_connection_that_has_ended_takes_no_event(athlete: Athlete, alice_client: Client) -> None:
    athlete_id = athlete.connection.athlete_id
    alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/")
    before = jobs()
    deliver(strava_event(athlete_id, 1), revocation(athlete_id))
    assert jobs() == before


def test_a_suspended_account_takes_no_event(athlete: Athlete, alice: Account) -> None:
    suspend_account(alice)
    deliver(strava_event(athlete.connection.athlete_id, 1), revocation(athlete.connection.athlete_id))
    assert jobs() == []


def test_an_athlete_event_that_ends_nothing_is_ignored(athlete: Athlete) -> None:
    deliver(revocation(athlete.connection.athlete_id, updates={"weight": "70"}))
    deliver(revocation(athlete.connection.athlete_id, updates=None))
    assert jobs() == []


def test_a_flood_leaves_so_many_jobs_and_no_more(athlete: Athlete) -> None:
    deliver(*(strava_event(athlete.connection.athlete_id, number) for number in range(1, MAX_WAITING + 10)))
    assert len(jobs()) == MAX_WAITING
    deliver(revocation(athlete.connection.athlete_id))
    assert len(jobs()) == MAX_WAITING + 1


def test_events_are_not_limited_as_the_forms_of_strangers_are(sandbox: Sandbox, db: None) -> None:
    assert {send(strava_event("99", 1)).status_code for _ in range(200)} == {200}


def test_each_account_of_an_athlete_gets_the_event(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    with owner_scope(mallory):
        other = pulled(sandbox, "small")
        Connection.objects.update(athlete_id=athlete.connection.athlete_id)
        assert other.connection.pk != athlete.connection.pk
    deliver(strava_event(athlete.connection.athlete_id, 1))
    owners = {(job.owner_id, job.kind, job.dedup_key) for job in Job.across_accounts.all()}
    assert owners == {(alice.pk, "webhook.changed", "1"), (mallory.pk, "webhook.changed", "1")}


def test_a_signed_in_browser_may_send_an_event_about_another_account(
    sandbox: Sandbox, alice: Account, mallory_client: Client
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    event = strava_event(athlete.connection.athlete_id, 1)
    assert mallory_client.post(ADDRESS, event, "application/json").status_code == 200
    assert jobs() == ["webhook.changed"]


def test_events_of_the_sandbox_do_not_reach_a_connection_of_the_install(
    sandbox: Sandbox, athlete: Athlete, settings: Settings
) -> None:
    Connection.objects.update(registration_name="strava")
    deliver(strava_event(athlete.connection.athlete_id, 1))
    assert jobs() == []


def test_only_events_of_the_stored_subscription_are_believed(athlete: Athlete) -> None:
    WebhookSubscription.objects.create(
        registration_name="sandbox", subscription_id=str(SUBSCRIPTION_ID), callback_url="http://testserver/"
    )
    deliver(strava_event(athlete.connection.athlete_id, 1, subscription_id=SUBSCRIPTION_ID + 1))
    assert jobs() == []
    deliver(strava_event(athlete.connection.athlete_id, 1))
    assert jobs() == ["webhook.changed"]


def test_a_signature_is_required_where_its_secret_is_known(
    sandbox: Sandbox, athlete: Athlete, settings: Settings
) -> None:
    use_own_registration(sandbox, settings, webhook_secret="signing-secret")
    body = json.dumps(strava_event(athlete.connection.athlete_id, 1))
    for header in ("", "x", "t=1,v1=", f"t=1,v1={signature('other', body)}", f"t=2,v1={signature(body=body)}"):
        assert send(body, **{"X-Strava-Signature": header}).status_code == 403
    assert send(body).status_code == 403
    assert jobs() == []
    assert send(body, **{"X-Strava-Signature": f"t=1,v1={signature(body=body)}"}).status_code == 200
    assert jobs() == ["webhook.changed"]


def signature(secret: str = "signing-secret", body: str = "", at: str = "1") -> str:
    return hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()


def test_nothing_of_an_event_is_stored_but_the_id_of_the_activity(athlete: Athlete) -> None:
    sentinels = {"title": "Sentinel of the title", "private": "sentinel-of-private", "type": "SentinelSport"}
    event = strava_event(athlete.connection.athlete_id, 7_777_777_777, updates=sentinels, event_time=1_777_777_771)
    event |= {"extra": "sentinel-extra", "subscription_id": 666_666_661}
    deliver(event)
    dump = database_dump()
    assert "7777777777" in dump  # the job's: the dump would show the others, too
    for value in (*sentinels.values(), "sentinel-extra", "1777777771", "666666661"):
        assert value not in dump


def test_the_address_is_below_the_path_of_the_install(sandbox: Sandbox, db: None) -> None:
    assert site_settings.BASE_URL
    assert Client().head(ADDRESS).status_code == 405


def test_a_first_pull_that_waits_does_not_change_what_is_received(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox, "small")
    deliver(strava_event(athlete.connection.athlete_id, 1))
    assert sorted(jobs()) == ["pull.first", "webhook.changed"]

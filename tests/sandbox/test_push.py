"""The application subscribes once, is told of changes as Strava tells of them, and of nothing else."""

import hashlib
import hmac
import json
from threading import Event

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT, CLIENT_AUTH, grant_access, read_error
from tests.sandbox.callback import echo_challenge, running_callback
from tests.waiting import TIMEOUT_S, wait_until


@pytest.fixture
def callback():
    """Yields a callback address."""
    with running_callback() as callback:
        yield callback


def call_subscriptions(sandbox, method, path="", **options):
    return requests.request(method, f"{sandbox.url}/api/v3/push_subscriptions{path}", timeout=TIMEOUT_S, **options)


def subscribe(sandbox, callback_url, **fields):
    form = CLIENT | {"callback_url": callback_url, "verify_token": "v"} | fields
    return call_subscriptions(sandbox, "POST", data=form)


def read_events(sandbox, callback):
    """Returns what the application has been told, once every delivery is made."""
    wait_until(sandbox.service.deliveries.is_idle)
    return callback.events


def control(sandbox, method, code, path, **options):
    url = f"{sandbox.url}/control/athletes/{code}/{path}"
    return requests.request(method, url, auth=CLIENT_AUTH, timeout=TIMEOUT_S, **options)


def test_a_subscription_is_confirmed_listed_and_deleted(sandbox, callback):
    created = subscribe(sandbox, callback.url)
    assert created.status_code == 201
    subscription = created.json()
    assert subscription["callback_url"] == callback.url
    assert subscription["resource_state"] == 2
    [handshake] = callback.requests
    assert handshake.method == "GET"
    assert handshake.query == {
        "hub.mode": "subscribe",
        "hub.verify_token": "v",
        "hub.challenge": handshake.query["hub.challenge"],
    }
    listed = call_subscriptions(sandbox, "GET", params=CLIENT)
    assert listed.json() == [subscription]
    assert listed.headers["X-RateLimit-Limit"] == "20000,200000"
    path = f"/{subscription['id']}"
    assert call_subscriptions(sandbox, "DELETE", path, params=CLIENT).status_code == 204
    assert call_subscriptions(sandbox, "DELETE", path, data=CLIENT).status_code == 404
    assert call_subscriptions(sandbox, "GET", params=CLIENT).json() == []


def test_an_application_has_one_subscription(sandbox, callback):
    assert subscribe(sandbox, callback.url).status_code == 201
    second = subscribe(sandbox, callback.url)
    assert read_error(second) == (400, "Bad Request", "PushSubscription", "", "already exists")
    assert len(callback.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, b""), "GET to callback URL does not return 200"),
        ((302, {"Location": "/"}, b""), "GET to callback URL does not return 200"),
        ((200, {}, b"no JSON"), "not verifiable"),
        ((200, {}, b"[]"), "not verifiable"),
        ((200, {}, b'{"hub.challenge": "another"}'), "not verifiable"),
    ],
)
def test_a_callback_that_does_not_echo_the_challenge_is_refused(sandbox, callback, answer, code):
    callback.answer = lambda request: answer
    assert read_error(subscribe(sandbox, callback.url))[2:] == ("PushSubscription", "callback url", code)
    assert sandbox.database.subscriptions.current() is None


def test_a_callback_that_does_not_answer_in_time_is_refused(sandbox, callback):
    is_refused = Event()

    def answer_late(request):
        is_refused.wait(TIMEOUT_S)
        return echo_challenge(request)

    callback.answer = answer_late
    response = subscribe(sandbox, callback.url)
    is_refused.set()
    assert read_error(response)[4] == "GET to callback URL does not return 200"
    assert sandbox.database.subscriptions.current() is None


def test_the_challenge_is_added_to_a_query_of_the_callback(sandbox, callback):
    assert subscribe(sandbox, f"{callback.url}?key=1").status_code == 201
    assert callback.requests[0].query["key"] == "1"


@pytest.mark.parametrize("place", ["json", "params", "files"])
def test_the_fields_of_a_subscription_come_in_any_form(sandbox, callback, place):
    fields = CLIENT | {"callback_url": callback.url, "verify_token": "Süd"}
    values = {name: (None, value) for name, value in fields.items()} if place == "files" else fields
    created = call_subscriptions(sandbox, "POST", **{place: values})
    assert created.status_code == 201
    assert callback.requests[0].query["hub.verify_token"] == "Süd"
    assert call_subscriptions(sandbox, "DELETE", f"/{created.json()['id']}", **{place: values}).status_code == 204


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/", "file:///etc/passwd", "x" * 20, "http://localhost/" + "x" * 255]
)
def test_other_addresses_are_refused_without_a_call(sandbox, address):
    assert read_error(subscribe(sandbox, address))[2:] == ("PushSubscription", "callback url", "invalid")


def test_missing_fields_and_strangers_are_refused(sandbox, callback):
    assert read_error(subscribe(sandbox, ""))[3:] == ("callback url", "missing")
    assert read_error(subscribe(sandbox, callback.url, verify_token=""))[3:] == ("verify token", "missing")
    assert subscribe(sandbox, callback.url, client_secret="wrong").status_code == 401
    assert call_subscriptions(sandbox, "GET").status_code == 401
    assert call_subscriptions(sandbox, "DELETE", "/1").status_code == 401
    assert call_subscriptions(sandbox, "PUT", params=CLIENT).status_code == 404
    assert callback.requests == []


def test_what_the_athlete_does_is_told_in_order(sandbox, athlete_code, newest_activity, callback):
    grant_access(sandbox, athlete_code)
    subscription = subscribe(sandbox, callback.url).json()
    page = f"{sandbox.url}/athletes/{athlete_code}"
    requests.post(f"{page}/activities", timeout=TIMEOUT_S)
    requests.post(f"{page}/activities/{newest_activity.id}/name", data={"name": "Neu ☕"}, timeout=TIMEOUT_S)
    requests.post(f"{page}/activities/{newest_activity.id}/delete", timeout=TIMEOUT_S)
    requests.post(f"{page}/revoke", timeout=TIMEOUT_S)
    created, renamed, deleted, revoked = read_events(sandbox, callback)
    athlete = sandbox.database.athletes.get(athlete_code)
    new_id = max(activity.id for activity in sandbox.database.activities.for_athlete(athlete_code))
    assert {event["owner_id"] for event in callback.events} == {athlete.number}
    assert {event["subscription_id"] for event in callback.events} == {subscription["id"]}
    assert (created["object_type"], created["aspect_type"], created["object_id"]) == ("activity", "create", new_id)
    assert (renamed["aspect_type"], renamed["object_id"]) == ("update", newest_activity.id)
    assert renamed["updates"] == {"title": "Neu ☕"}
    assert (deleted["aspect_type"], deleted["object_id"]) == ("delete", newest_activity.id)
    assert created["updates"] == deleted["updates"] == {}
    assert (revoked["object_type"], revoked["object_id"]) == ("athlete", athlete.number)
    assert revoked["updates"] == {"authorized": "false"}


def test_an_event_is_repeated_until_the_answer_is_200_and_at_most_three_times(sandbox, athlete_code, callback):
    grant_access(sandbox, athlete_code)
    subscribe(sandbox, callback.url)
    sandbox.service.deliveries.retry_pauses_s = (0.0, 0.0)
    callback.answer = lambda request: (204, {}, b"")
    control(sandbox, "POST", athlete_code, "activities", json={})
    first, second, third = read_events(sandbox, callback)
    assert first == second == third


def test_a_rename_by_the_application_is_told_and_a_change_of_gear_is_not(
    sandbox, athlete_code, newest_activity, callback
):
    application = grant_access(sandbox, athlete_code)
    subscribe(sandbox, callback.url)
    for body in ({"gear_id": "none", "description": "x"}, {"name": "New", "sport_type": "Walk"}):
        assert application.call("PUT", f"/activities/{newest_activity.id}", json=body).status_code == 200
    [event] = read_events(sandbox, callback)
    assert event["updates"] == {"title": "New", "type": "Walk"}


def test_nothing_is_told_of_athletes_who_granted_no_access(sandbox, athlete_code, newest_activity, callback):
    subscribe(sandbox, callback.url)
    control(sandbox, "PATCH", athlete_code, f"activities/{newest_activity.id}", json={"name": "New"})
    control(sandbox, "POST", athlete_code, "revoke")
    grant_access(sandbox, athlete_code, "read")
    control(sandbox, "PATCH", athlete_code, f"activities/{newest_activity.id}", json={"name": "Newer"})
    assert read_events(sandbox, callback) == []


def test_an_activity_that_becomes_private_is_told_as_the_scope_allows(sandbox, athlete_code, newest_activity, callback):
    subscribe(sandbox, callback.url)
    path = f"activities/{newest_activity.id}"
    grant_access(sandbox, athlete_code, "read,activity:read")
    for is_private in (True, False):
        control(sandbox, "PATCH", athlete_code, path, json={"only_me": is_private})
    grant_access(sandbox, athlete_code)
    control(sandbox, "PATCH", athlete_code, path, json={"only_me": True})
    deleted, created, updated = read_events(sandbox, callback)
    assert [event["aspect_type"] for event in (deleted, created, updated)] == ["delete", "create", "update"]
    assert updated["updates"] == {"private": "true"}


def test_the_control_api_creates_changes_and_deletes_activities(sandbox, athlete_code):
    created = control(sandbox, "POST", athlete_code, "activities", json={"name": "Pushed", "distance_m": 12000})
    assert created.status_code == 201
    number = created.json()["id"]
    assert sandbox.database.activities.get(number).fixture.name == "Pushed"
    assert control(sandbox, "PATCH", athlete_code, f"activities/{number}", json={"name": "New"}).json()["name"] == "New"
    [rename] = sandbox.database.activities.renames(number)
    assert rename.by == "athlete"
    other = sandbox.database.athletes.create("none")
    for code, status in ((other, 404), (athlete_code, 204), (athlete_code, 404)):
        assert control(sandbox, "DELETE", code, f"activities/{number}").status_code == status
    assert control(sandbox, "POST", "0" * 16, "activities", json={}).status_code == 404
    assert control(sandbox, "POST", "0" * 16, "revoke").status_code == 404
    url = f"{sandbox.url}/control/athletes/{athlete_code}"
    for method, path in (("POST", "activities"), ("PATCH", "activities/1"), ("DELETE", "activities/1")):
        assert requests.request(method, f"{url}/{path}", json={}, timeout=TIMEOUT_S).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        *({"name": 1}, {"start": "now"}, {"start": True}, {"start": 10**30}, {"zone": "Nowhere"}, {"zone": []}),
        *({"distance_m": float("nan")}, {"only_me": 1}, {"unknown": 1}, {"gear": "b1"}, {"gear": []}, {"name": None}),
    ],
)
def test_the_control_api_refuses_fields_that_no_activity_has(sandbox, athlete_code, fields):
    body = json.dumps(fields)
    assert control(sandbox, "POST", athlete_code, "activities", data=body).status_code == 400
    assert sandbox.database.activities.count(athlete_code) == 12


def test_events_are_signed_when_the_sandbox_has_a_secret(tmp_path, callback):
    with Sandbox(tmp_path, signing_secret="s3") as sandbox:
        code = sandbox.database.athletes.create("none")
        grant_access(sandbox, code)
        subscribe(sandbox, callback.url)
        control(sandbox, "POST", code, "activities", json={})
        assert len(read_events(sandbox, callback)) == 1
    delivery = callback.requests[-1]
    timestamp, digest = (part.split("=")[1] for part in delivery.headers["x-strava-signature"].split(","))
    signed = f"{timestamp}.".encode() + delivery.body
    assert hmac.compare_digest(digest, hmac.new(b"s3", signed, hashlib.sha256).hexdigest())


def test_events_are_not_signed_without_a_secret(sandbox, athlete_code, callback):
    grant_access(sandbox, athlete_code)
    subscribe(sandbox, callback.url)
    control(sandbox, "POST", athlete_code, "activities", json={})
    assert len(read_events(sandbox, callback)) == 1
    assert "x-strava-signature" not in callback.requests[-1].headers

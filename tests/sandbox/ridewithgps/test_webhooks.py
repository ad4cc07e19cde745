"""The application's webhook is told of each trip that was created, changed or deleted, once and signed."""

import hashlib
import hmac

import pytest
import requests

from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.ridewithgps_options import RideWithGpsOptions
from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT_AUTH
from tests.sandbox.callback import running_callback
from tests.sandbox.ridewithgps.application import base_url, grant_ridewithgps, revoke_token
from tests.waiting import TIMEOUT_S, wait_until


@pytest.fixture
def callback():
    """Yields the address of a webhook."""
    with running_callback() as callback:
        yield callback


@pytest.fixture
def sandbox(tmp_path, callback):
    """Yields a sandbox that tells the webhook of changes."""
    with Sandbox(tmp_path, ridewithgps=RideWithGpsOptions(webhook_url=callback.url)) as sandbox:
        yield sandbox


def read_notifications(sandbox, callback):
    """Returns what the webhook has been told, once every delivery is made."""
    wait_until(sandbox.service.deliveries.is_idle)
    return [notification for event in callback.events for notification in event["notifications"]]


def read_changes(sandbox, callback):
    """Returns what the webhook has been told, each as action and id of the trip."""
    return [(notification["action"], notification["item_id"]) for notification in read_notifications(sandbox, callback)]


def control(sandbox, method, path, **options):
    url = f"{sandbox.url}/control{path}"
    return requests.request(method, url, auth=CLIENT_AUTH, timeout=TIMEOUT_S, **options)


def test_a_change_by_the_application_is_told_and_signed(sandbox, callback, application):
    trip_id = application.trips()[0]["id"]
    application.call("PATCH", f"/trips/{trip_id}.json", json={"trip": {"name": "New"}})
    [notification] = read_notifications(sandbox, callback)
    assert notification == {
        "user_id": application.user_id,
        "item_type": "trip",
        "item_id": trip_id,
        "item_user_id": application.user_id,
        "item_url": f"{base_url(sandbox)}/trips/{trip_id}.json",
        "action": "updated",
        "collection": None,
    }
    [request] = callback.requests
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"] == "RideWithGPS"
    assert request.headers["x-rwgps-api-key"] == "sandbox"
    signature = hmac.new(b"sandbox-secret", request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-rwgps-signature"] == signature


def test_what_the_athlete_does_is_told_in_its_order(sandbox, callback, athlete_code, application):
    first, second, *_ = (trip["id"] for trip in application.trips())
    page = f"{sandbox.url}/athletes/{athlete_code}"
    requests.post(f"{page}/trips/{first}/name", data={"name": "Renamed"}, timeout=TIMEOUT_S)
    requests.post(f"{page}/trips/{second}/delete", timeout=TIMEOUT_S)
    requests.post(f"{page}/trips", timeout=TIMEOUT_S)
    created = max(trip["id"] for trip in application.trips())
    assert read_changes(sandbox, callback) == [("updated", first), ("deleted", second), ("created", created)]


def test_a_new_ride_is_pushed_to_both_platforms(sandbox, callback, athlete_code, application):
    requests.post(f"{sandbox.url}/athletes/{athlete_code}/activities", timeout=TIMEOUT_S)
    [(action, trip_id)] = read_changes(sandbox, callback)
    [activity] = [sandbox.database.activities.for_athlete(athlete_code)[0]]
    assert action == "created"
    assert sandbox.database.trips.get(trip_id).fixture.start == activity.fixture.start


def test_programs_add_change_and_delete_trips(sandbox, callback, athlete_code, application):
    path = f"/athletes/{athlete_code}/trips"
    created = control(sandbox, "POST", path, json={"name": "By control"})
    assert (created.status_code, created.json()["name"]) == (201, "By control")
    trip_id = created.json()["id"]
    assert control(sandbox, "PATCH", f"{path}/{trip_id}", json={"name": "Changed"}).json()["name"] == "Changed"
    assert control(sandbox, "DELETE", f"{path}/{trip_id}").status_code == 204
    assert read_changes(sandbox, callback) == [("created", trip_id), ("updated", trip_id), ("deleted", trip_id)]
    assert control(sandbox, "DELETE", f"{path}/{trip_id}").status_code == 404
    assert control(sandbox, "PATCH", f"{path}/{trip_id}", json={"name": "Late"}).status_code == 404
    assert control(sandbox, "POST", path, json={"nothing": 1}).status_code == 400
    assert requests.post(f"{sandbox.url}/control{path}", json={}, timeout=TIMEOUT_S).status_code == 401
    stranger = sandbox.database.athletes.create("none")
    assert control(sandbox, "POST", f"/athletes/{stranger}/trips", json={}).status_code == 400
    assert control(sandbox, "DELETE", f"/athletes/{stranger}/trips/{application.trips()[0]['id']}").status_code == 404


def test_nobody_is_told_without_access(sandbox, callback, athlete_code, application):
    trip_id = application.trips()[0]["id"]
    assert revoke_token(sandbox, application.token["access_token"]).status_code == 200
    control(sandbox, "PATCH", f"/athletes/{athlete_code}/trips/{trip_id}", json={"name": "Unseen"})
    assert read_changes(sandbox, callback) == []


def test_withdrawn_access_is_not_told(sandbox, callback, athlete_code, application):
    assert (
        control(sandbox, "POST", f"/athletes/{athlete_code}/revoke", json={"platform": RIDEWITHGPS}).status_code == 204
    )
    assert application.call("GET", "/api/v1/trips.json").status_code == 401
    assert read_changes(sandbox, callback) == []


def test_a_refused_notification_is_not_sent_again(sandbox, callback, athlete_code, application):
    callback.answer = lambda request: (500, {}, b"")
    control(sandbox, "POST", f"/athletes/{athlete_code}/trips", json={})
    wait_until(sandbox.service.deliveries.is_idle)
    [record] = sandbox.service.deliveries.records()
    assert (record.statuses, record.accepted) == ((500,), False)


def test_programs_choose_the_webhook_within_the_allowed_hosts(sandbox, callback, athlete_code, application):
    assert control(sandbox, "POST", "/ridewithgps", json={"webhook_url": "https://evil.example/"}).status_code == 400
    assert control(sandbox, "POST", "/ridewithgps", json={"webhook_url": 7}).status_code == 400
    assert control(sandbox, "POST", "/ridewithgps", json={"returns_state": "no"}).status_code == 400
    assert requests.post(f"{sandbox.url}/control/ridewithgps", json={}, timeout=TIMEOUT_S).status_code == 401
    assert control(sandbox, "POST", "/ridewithgps", json={"returns_state": False}).json() == {
        "webhook_url": callback.url,
        "returns_state": False,
    }
    assert control(sandbox, "POST", "/ridewithgps", json={"webhook_url": ""}).json()["webhook_url"] == ""
    control(sandbox, "POST", f"/athletes/{athlete_code}/trips", json={})
    assert read_changes(sandbox, callback) == []


def test_other_athletes_are_told_of_under_their_own_id(sandbox, callback, application):
    other = grant_ridewithgps(sandbox, sandbox.database.athletes.create("small"))
    trip_id = other.trips()[0]["id"]
    other.call("PATCH", f"/trips/{trip_id}.json", json={"trip": {"name": "Theirs"}})
    [notification] = read_notifications(sandbox, callback)
    assert notification["user_id"] == other.user_id != application.user_id

"""Deliveries to a callback address are made in order and at most three times, and only where they are allowed."""

import pytest
import requests

from providers.sandbox.deliveries import Delivery
from tests.sandbox.application import CLIENT_AUTH
from tests.sandbox.callback import running_callback
from tests.waiting import TIMEOUT_S, wait_until


@pytest.fixture
def callback():
    """Yields a callback address."""
    with running_callback() as callback:
        yield callback


@pytest.fixture
def deliveries(sandbox):
    """Returns the deliveries of a sandbox that retries at once."""
    sandbox.service.deliveries.retry_pauses_s = (0.0, 0.0)
    return sandbox.service.deliveries


def test_deliveries_keep_their_order_even_when_one_is_refused(deliveries, callback):
    answers = iter([503, 503, 200, 200, 200])
    callback.answer = lambda request: (next(answers), {}, b"")
    for number in range(3):
        deliveries.enqueue(Delivery(callback.url, b"%d" % number, (("X-Number", str(number)),)))
    wait_until(deliveries.is_idle)
    assert callback.events == [0, 0, 0, 1, 2]
    assert [request.headers["x-number"] for request in callback.requests] == ["0", "0", "0", "1", "2"]
    assert [record.statuses for record in deliveries.records()] == [(503, 503, 200), (200,), (200,)]


def test_a_delivery_is_lost_after_three_tries(sandbox, deliveries, callback):
    callback.answer = lambda request: (204, {}, b"")
    deliveries.enqueue(Delivery(callback.url, b"1", accepted=range(200, 201)))
    wait_until(deliveries.is_idle)
    url = f"{sandbox.url}/control/deliveries"
    assert requests.get(url, timeout=TIMEOUT_S).status_code == 401
    answer = requests.get(url, auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    [record] = answer["deliveries"]
    assert answer["is_idle"]
    assert (record["body"], record["statuses"], record["accepted"]) == ("1", [204, 204, 204], False)


def test_a_callback_that_cannot_be_reached_stops_nothing(deliveries, callback):
    for address in ("http://127.0.0.1:1/", callback.url):
        deliveries.enqueue(Delivery(address, b"{}"))
    wait_until(deliveries.is_idle)
    assert [record.statuses for record in deliveries.records()] == [(0, 0, 0), (200,)]


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "file:///etc/passwd", "http://[", "", "//127.0.0.1/"])
def test_other_hosts_are_never_called(deliveries, address):
    deliveries.enqueue(Delivery(address, b"{}"))
    wait_until(deliveries.is_idle)
    [record] = deliveries.records()
    assert (record.statuses, record.accepted) == ((), False)


def test_redirects_are_not_followed(deliveries, callback):
    callback.answer = lambda request: (307, {"Location": callback.url + "/elsewhere"}, b"")
    deliveries.enqueue(Delivery(callback.url, b"{}"))
    wait_until(deliveries.is_idle)
    assert {request.target for request in callback.requests} == {"/events"}

"""A page says what went wrong, what was kept, and what to do."""

import re
from collections.abc import Callable
from typing import NoReturn

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tracekit_site.views import home


@pytest.fixture
def tolerant_client(db: None) -> Client:
    """Returns a client that gets the response to a crash instead of the exception."""
    return Client(raise_request_exception=False)


def raising(error: Exception) -> Callable[[], NoReturn]:
    """Returns a function that raises the error."""

    def raise_error() -> NoReturn:
        raise error

    return raise_error


@pytest.mark.parametrize("client_fixture", ["client", "alice_client"])
def test_an_unknown_address_is_404(request: pytest.FixtureRequest, db: None, client_fixture: str) -> None:
    response = request.getfixturevalue(client_fixture).get("/nothing/here/")
    assert response.status_code == 404
    assert "This page doesn’t exist, or you don’t have access to it." in response.content.decode()


def test_an_expired_form_says_that_nothing_was_done(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    response = client.post("/account/login/")
    assert response.status_code == 403
    assert "This page was open for too long. To be safe, nothing was changed." in response.content.decode()


def test_an_unknown_host_is_a_bad_request(db: None) -> None:
    response = Client(headers={"host": "elsewhere.example"}).get("/")
    assert response.status_code == 400
    assert "Nothing was changed" in response.content.decode()


def test_a_too_large_form_says_that_nothing_was_kept(client: Client, db: None, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/privacy/", "much=" + "x" * 100, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Nothing was saved" in response.content.decode()


def test_too_many_sign_ins_are_limited(client: Client, db: None) -> None:
    form = {"login": "nobody@example.org", "password": "wrong"}
    responses = [client.post("/account/login/", form) for _ in range(31)]
    assert responses[-1].status_code == 429
    assert "nothing was done this time" in responses[-1].content.decode()


def test_a_server_error_shows_a_code_that_the_log_has_and_no_detail(
    tolerant_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(home, "landing_example", raising(ValueError("a secret detail")))
    response = tolerant_client.get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "a secret detail" not in page
    code = re.search(r"code ([0-9a-f]{8})", page)
    assert code
    assert code[1] in caplog.text


def test_a_database_outage_is_503(tolerant_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "landing_example", raising(OperationalError("no answer")))
    response = tolerant_client.get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Back in a minute" in response.content.decode()


def test_the_page_for_a_server_error_needs_no_database(
    tolerant_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
) -> None:
    settings.SIGNUP = "open"
    monkeypatch.setattr(home, "landing_example", raising(ValueError("broken")))
    with django_assert_num_queries(0):
        assert tolerant_client.get("/").status_code == 500


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_methods_that_no_address_needs_are_refused(client: Client, db: None, method: str) -> None:
    response = client.generic(method, f"/start/{'x' * 43}/", headers={"x-planted": "sentinel"})
    assert response.status_code == 405
    assert b"sentinel" not in response.content


@pytest.mark.parametrize("address", ["/files/resume/", "/account/logout/"])
def test_a_link_to_a_post_address_gets_an_explanation(alice_client: Client, address: str) -> None:
    response = alice_client.get(address)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "This address works only through a button. Nothing was changed." in response.content.decode()

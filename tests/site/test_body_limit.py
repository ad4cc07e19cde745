"""The server refuses a body that no page accepts by its stated length, before it reads any of it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import set_script_prefix
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.parsers.limits import MAX_UPLOAD_SIZE
from tests.site.hosted_install import HOST_NAME
from tests.site.web_process import run_web_process
from tracekit_site.body_limits import STRANGERS_SIZE, accepts_body

MAX_FORM_SIZE = 2_621_440  # Django's DATA_UPLOAD_MAX_MEMORY_SIZE


class MonitoredBody:
    """Represents a body that records whether it was read."""

    is_read = False

    def read(self, *_: Any) -> bytes:
        """Records the read; returns nothing."""
        self.is_read = True
        return b""

    readline = read


def post_with_length(client: Client, address: str, length: str) -> tuple[Any, bool]:
    """Posts a file that states a length; returns the response, and whether the body was read."""
    body, content_type = MonitoredBody(), "multipart/form-data; boundary=x"
    environment: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": body}
    response = client.generic("POST", address, "x", content_type, **environment)
    return response, body.is_read


@pytest.mark.parametrize(
    ("address", "length"),
    [
        ("/account/login/", MAX_FORM_SIZE + 1),
        ("/privacy/", MAX_FORM_SIZE + 1),
        ("/nothing/", 1 << 40),
        ("/files/", MAX_UPLOAD_SIZE + 1),
        ("/files/known/", MAX_FORM_SIZE + 1),
        ("/files/", int("9" * 40)),
    ],
)
@pytest.mark.parametrize("client_fixture", ["client", "alice_client"])
def test_a_body_larger_than_its_address_accepts_is_refused_unread(
    request: pytest.FixtureRequest, db: None, client_fixture: str, address: str, length: int
) -> None:
    response, is_read = post_with_length(request.getfixturevalue(client_fixture), address, str(length))
    assert (response.status_code, is_read) == (413, False)
    assert "Nothing was saved" in response.content.decode()


def test_the_largest_body_that_the_files_page_accepts_is_read(alice_client: Client) -> None:
    _, is_read = post_with_length(alice_client, "/files/", str(MAX_UPLOAD_SIZE))
    assert is_read


def test_a_strangers_files_are_not_read_whatever_their_length(client: Client, db: None) -> None:
    response, is_read = post_with_length(client, "/files/", str(MAX_UPLOAD_SIZE))
    assert (response.status_code, is_read) == (302, False)


@pytest.mark.parametrize("address", ["/files/", "/account/login/", "/nothing/"])
def test_a_strangers_large_body_is_refused_unread_and_leads_to_sign_in(client: Client, db: None, address: str) -> None:
    response, is_read = post_with_length(client, address, str(STRANGERS_SIZE + 1))
    assert (response.status_code, is_read) == (302, False)
    assert response.headers["Location"] == f"/account/login/?next={address}"
    client.cookies["sessionid"] = "a" * 32
    assert post_with_length(client, address, str(STRANGERS_SIZE + 1))[0].status_code == 302


def test_the_whole_page_is_led_to_sign_in_when_a_part_of_it_sends_a_large_body(client: Client, db: None) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/files/"}
    environment: dict[str, Any] = {"CONTENT_LENGTH": str(STRANGERS_SIZE + 1)}
    response = client.generic("POST", "/files/", "x", headers=headers, **environment)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/account/login/?next=/files/"


def test_a_strangers_small_body_is_read(client: Client, db: None) -> None:
    _, is_read = post_with_length(client, "/account/login/", str(STRANGERS_SIZE))
    assert is_read


@pytest.mark.parametrize(
    ("address", "length", "is_accepted"),
    [
        ("/files/", MAX_UPLOAD_SIZE, True),
        ("/files/", MAX_UPLOAD_SIZE + 1, False),
        ("/account/login/", MAX_FORM_SIZE, True),
        ("/account/login/", MAX_FORM_SIZE + 1, False),
    ],
)
def test_the_server_asks_by_the_head_whether_a_large_body_is_read(
    alice_client: Client, address: str, length: int, is_accepted: bool
) -> None:
    cookie = f"sessionid={alice_client.cookies['sessionid'].value}"
    request = RequestFactory(headers={"cookie": cookie}).generic("POST", address)
    environ = request.META | {"CONTENT_LENGTH": str(length)}
    assert accepts_body(environ) is is_accepted
    assert not accepts_body(environ | {"HTTP_COOKIE": ""})


def test_the_server_finds_the_address_below_a_path(settings: Settings, alice_client: Client) -> None:
    settings.FORCE_SCRIPT_NAME = "/tracekit"
    set_script_prefix("/tracekit/")
    try:
        cookie = f"sessionid={alice_client.cookies['sessionid'].value}"
        for address in ("/tracekit/files/", "/files/"):
            environ = RequestFactory(headers={"cookie": cookie}).generic("POST", "/").META
            assert accepts_body(environ | {"PATH_INFO": address, "CONTENT_LENGTH": str(MAX_UPLOAD_SIZE)})
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize("length", ["", "many", "-5", "²", "9" * 5000], ids=lambda length: length[:5])
def test_a_length_that_is_no_number_counts_as_zero(client: Client, db: None, length: str) -> None:
    response, _ = post_with_length(client, "/account/login/", length)
    assert response.status_code in (200, 400)


@pytest.mark.slow
def test_a_real_process_refuses_chunked_and_endless_bodies(tmp_path: Path, alice: Account) -> None:
    head = f"POST /files/ HTTP/1.1\r\nHost: {HOST_NAME}\r\nX-Forwarded-Proto: https\r\n"
    endless = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"
    with run_web_process(tmp_path) as web:
        response = web.send_bytes(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + endless)
        assert response.startswith(b"HTTP/1.1 411 ")
        response = web.send_bytes(f"{head}Content-Length: {1 << 40}\r\n\r\n".encode() + endless)
        assert response.startswith(b"HTTP/1.1 413 ")
        assert web.is_up()

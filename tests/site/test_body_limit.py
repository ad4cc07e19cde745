"""A body that no page takes is refused by its stated length, before anything of it is read."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from activities.parsers.limits import MAX_UPLOAD_SIZE
from tests.site.hosted import NAME
from tests.site.serving import serving

FORM = 2_621_440  # Django's DATA_UPLOAD_MAX_MEMORY_SIZE


class Body:
    """A body that knows whether anybody looked at it."""

    is_read = False

    def read(self, *_: Any) -> bytes:
        self.is_read = True
        return b""

    readline = read


def stating(client: Client, address: str, length: str) -> tuple[Any, bool]:
    """The answer to a POST of a file that states this length, and whether the body was looked at."""
    body, kind = Body(), "multipart/form-data; boundary=x"
    answer = client.generic("POST", address, "x", kind, CONTENT_LENGTH=length, **{"wsgi.input": body})
    return answer, body.is_read


@pytest.mark.parametrize(
    ("address", "length"),
    [
        ("/account/login/", FORM + 1),
        ("/privacy/", FORM + 1),
        ("/nothing/", 1 << 40),
        ("/files/", MAX_UPLOAD_SIZE + 1),
        ("/files/known/", FORM + 1),
        ("/files/", int("9" * 40)),
    ],
)
@pytest.mark.parametrize("who", ["client", "alice_client"])
def test_more_than_the_address_takes(
    request: pytest.FixtureRequest, db: None, who: str, address: str, length: int
) -> None:
    answer, is_read = stating(request.getfixturevalue(who), address, str(length))
    assert (answer.status_code, is_read) == (413, False)
    assert "Nothing of it was kept" in answer.content.decode()


def test_the_largest_that_the_files_page_takes_is_read(alice_client: Client) -> None:
    _, is_read = stating(alice_client, "/files/", str(MAX_UPLOAD_SIZE))
    assert is_read


def test_a_strangers_files_are_not_read_whatever_their_length(client: Client, db: None) -> None:
    answer, is_read = stating(client, "/files/", str(MAX_UPLOAD_SIZE))
    assert (answer.status_code, is_read) == (302, False)


@pytest.mark.parametrize("length", ["", "many", "-5", "²", "9" * 5000], ids=lambda length: length[:5])
def test_a_length_that_is_no_number_is_nothing(client: Client, db: None, length: str) -> None:
    answer, _ = stating(client, "/account/login/", length)
    assert answer.status_code in (200, 400)


@pytest.mark.slow
def test_what_comes_in_chunks_is_refused_by_a_real_process(tmp_path: Path, alice: Account) -> None:
    head = f"POST /files/ HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-Proto: https\r\n"
    endless = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"
    with serving(tmp_path) as web:
        answer = web.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + endless)
        assert answer.startswith(b"HTTP/1.1 411 ")
        answer = web.send(f"{head}Content-Length: {1 << 40}\r\n\r\n".encode() + endless)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert web.is_up()

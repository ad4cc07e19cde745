"""A browser keeps a page for its athlete alone, keeps no page with secrets, and forgets all when it is signed out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Account
from activities.models import SourceFile
from tests.accounts.clients import is_signed_in
from tests.erasure.requests import request_link
from tests.house.addresses import addresses, keep_signed_in
from tests.site.test_response_headers import UNKNOWN_VALUES

CLEAR = '"cache", "storage"'
SECRET = ("/account/", "/start/", "/settings/security/", "/operator/", "/unsubscribe/")


def cache_words(client: Client, address: str) -> set[str]:
    """Returns the words of the header with which an address answers a GET."""
    return set(client.get(address).headers.get("Cache-Control", "").split(", "))


def test_no_page_of_a_signed_in_browser_is_kept_for_others(alice_client: Client, alice: Account) -> None:
    secret = 0
    for address in addresses():
        keep_signed_in(alice_client, alice)
        path = address.path(**UNKNOWN_VALUES)
        words = cache_words(alice_client, path)
        assert "private" in words, path
        assert words & {"no-cache", "no-store"}, path
        if path.startswith(SECRET):
            assert "no-store" in words, path
            secret += 1
    assert secret > 20


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/", f"/start/{'x' * 43}/"])
def test_pages_with_secrets_are_not_kept_in_a_strangers_browser_either(client: Client, db: None, address: str) -> None:
    assert "no-store" in cache_words(client, address)


def test_an_original_is_not_kept(as_alice: Account, alice_client: Client) -> None:
    alice_client.post("/files/", {"files": SimpleUploadedFile("a.gpx", b"<gpx>")})
    (file,) = SourceFile.objects.all()
    response = alice_client.get(f"/files/{file.pk}/original/")
    assert b"".join(response) == b"<gpx>"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_strangers_pages_may_be_kept(client: Client, db: None) -> None:
    response = client.get("/privacy/")
    assert "Cache-Control" not in response.headers
    assert "Clear-Site-Data" not in response.headers


@pytest.mark.parametrize("is_erased", [False, True])
def test_whatever_signs_a_browser_out_lets_it_forget_what_it_has_kept(alice_client: Client, is_erased: bool) -> None:
    assert "Clear-Site-Data" not in alice_client.get("/settings/profile/").headers
    response = alice_client.post(request_link(alice_client) if is_erased else "/account/logout/")
    assert response.headers["Clear-Site-Data"] == CLEAR
    assert not is_signed_in(alice_client)

"""Athletes sign in with email and password; a stranger learns nothing from a failure."""

from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import Account
from accounts.services.close_account import close_account
from accounts.services.suspend import resume_account, suspend_account
from tests.accounts.clients import is_signed_in, sign_in
from tests.factories import PASSWORD

WRONG = "Wrong email or password."


def test_the_right_email_and_password_sign_in(client: Client, alice: Account) -> None:
    assert sign_in(client, "alice@example.org", PASSWORD)["Location"] == "/"
    assert is_signed_in(client)


def test_an_email_is_compared_without_case(client: Client, alice: Account) -> None:
    sign_in(client, "  Alice@EXAMPLE.org ", PASSWORD)
    assert is_signed_in(client)


@pytest.mark.parametrize("reason", ["unknown", "wrong password", "being erased", "suspended, wrong password"])
def test_every_failed_sign_in_says_the_same(client: Client, alice: Account, reason: str) -> None:
    if "suspended" in reason:
        suspend_account(alice)
    elif reason == "being erased":
        close_account(alice.pk)
    email = "nobody@example.org" if reason == "unknown" else "alice@example.org"
    response = sign_in(client, email, "incorrect horse" if "wrong password" in reason else PASSWORD)
    assert response.status_code == 200
    assert response.content.decode().count(WRONG) == 1
    assert not is_signed_in(client)


def test_the_owner_of_a_suspended_account_is_told_so(client: Client, alice: Account) -> None:
    suspend_account(alice)
    assert sign_in(client, "alice@example.org", PASSWORD)["Location"] == "/account/login/"
    page = client.get("/account/login/").content.decode()
    assert "The operator has suspended this account. It was not deleted." in page
    assert not is_signed_in(client)
    resume_account(alice)
    sign_in(client, "alice@example.org", PASSWORD)
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_known_and_an_unknown_email_cost_one_hash_each(client: Client, alice: Account, email: str) -> None:
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as hashed:
        sign_in(client, email, "incorrect horse battery")
    assert hashed.call_count == 1


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_failed_sign_ins_are_limited(client: Client, alice: Account, email: str) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, email, "incorrect horse").content.decode()
    assert "Too many attempts" in sign_in(client, email, PASSWORD).content.decode()
    assert not is_signed_in(client)


def test_another_port_in_the_host_does_not_reset_the_limit(client: Client, alice: Account) -> None:
    for port in range(5):
        form = {"login": "alice@example.org", "password": "incorrect horse"}
        assert WRONG in client.post("/account/login/", form, headers={"host": f"testserver:{port}"}).content.decode()
    assert "Too many attempts" in sign_in(client, "alice@example.org", PASSWORD).content.decode()


def test_a_sign_in_changes_the_session_key(client: Client, alice: Account) -> None:
    session = client.session
    session.save()
    before = str(session.session_key)
    sign_in(client, "alice@example.org", PASSWORD)
    assert client.cookies["sessionid"].value not in ("", before)
    assert not is_signed_in(Client(headers={"cookie": f"sessionid={before}"}))


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "http://localhost:9/", "http://testserver/files/"]
)
def test_a_sign_in_never_leads_to_another_host(client: Client, alice: Account, url: str) -> None:
    assert sign_in(client, "alice@example.org", PASSWORD, next=url)["Location"] == "/"


def test_a_sign_in_leads_to_the_requested_page(client: Client, alice: Account) -> None:
    wanted = client.get("/settings/profile/")["Location"]
    assert wanted == "/account/login/?next=/settings/profile/"
    assert 'name="next" value="/settings/profile/"' in client.get(wanted).content.decode()
    assert sign_in(client, "alice@example.org", PASSWORD, next="/settings/profile/")["Location"] == "/settings/profile/"


def test_a_sign_in_needs_the_csrf_token(alice: Account) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert sign_in(stranger, "alice@example.org", PASSWORD).status_code == 403
    assert not is_signed_in(stranger)


def test_a_get_of_sign_out_signs_nobody_out(alice_client: Client) -> None:
    assert alice_client.get("/account/logout/").status_code == 405
    assert is_signed_in(alice_client)


def test_sign_out_deletes_the_session(alice_client: Client, alice: Account) -> None:
    assert alice.sessions.count() == 1
    assert alice_client.post("/account/logout/")["Location"] == "/"
    assert not is_signed_in(alice_client)
    assert not alice.sessions.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaa"', "x" * 4000, "ABCDEFGHIJ", "'; --", "ÿ" * 10, ""])
def test_an_unknown_session_cookie_is_a_strangers(client: Client, db: None, cookie: str) -> None:
    assert client.get("/", headers={"cookie": f"sessionid={cookie}"}).status_code == 200
    assert client.get("/files/", headers={"cookie": f"sessionid={cookie}"}).status_code == 302

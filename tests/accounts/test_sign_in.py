"""Getting in by e-mail and password, and what a stranger learns from failing."""

from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import Account
from tests.factories import PASSWORD

WRONG = "That e-mail and password do not fit together. Nothing was changed."


def sign_in(client: Client, email: str, password: str, **form: str):
    return client.post("/account/login/", {"login": email, "password": password, **form})


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/security/").status_code == 200


def test_the_right_pair_signs_in(client: Client, alice: Account) -> None:
    assert sign_in(client, "alice@example.org", PASSWORD)["Location"] == "/"
    assert is_signed_in(client)


def test_an_email_is_compared_without_case(client: Client, alice: Account) -> None:
    sign_in(client, "  Alice@EXAMPLE.org ", PASSWORD)
    assert is_signed_in(client)


@pytest.mark.parametrize("who", ["unknown", "wrong password", "locked"])
def test_every_failure_says_the_same(client: Client, alice: Account, who: str) -> None:
    Account.objects.filter(pk=alice.pk).update(is_active=who != "locked")
    email = "nobody@example.org" if who == "unknown" else "alice@example.org"
    answer = sign_in(client, email, PASSWORD if who != "wrong password" else "incorrect horse")
    assert answer.status_code == 200
    assert answer.content.decode().count(WRONG) == 1
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_known_and_an_unknown_email_cost_one_hash_each(client: Client, alice: Account, email: str) -> None:
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as hashed:
        sign_in(client, email, "incorrect horse battery")
    assert hashed.call_count == 1


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_too_many_tries_have_to_wait(client: Client, alice: Account, email: str) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, email, "incorrect horse").content.decode()
    assert "Too many tries" in sign_in(client, email, PASSWORD).content.decode()
    assert not is_signed_in(client)


def test_another_spelling_of_the_host_does_not_begin_to_count_anew(client: Client, alice: Account) -> None:
    for port in range(5):
        told = {"login": "alice@example.org", "password": "incorrect horse"}
        assert WRONG in client.post("/account/login/", told, headers={"host": f"testserver:{port}"}).content.decode()
    assert "Too many tries" in sign_in(client, "alice@example.org", PASSWORD).content.decode()


def test_the_session_key_is_another_one_after_signing_in(client: Client, alice: Account) -> None:
    session = client.session
    session.save()
    before = str(session.session_key)
    sign_in(client, "alice@example.org", PASSWORD)
    assert client.cookies["sessionid"].value not in ("", before)
    assert not is_signed_in(Client(headers={"cookie": f"sessionid={before}"}))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "http://localhost:9/", "http://testserver/files/"]
)
def test_signing_in_never_leads_to_another_host(client: Client, alice: Account, elsewhere: str) -> None:
    assert sign_in(client, "alice@example.org", PASSWORD, next=elsewhere)["Location"] == "/"


def test_signing_in_goes_on_to_the_page_that_was_asked_for(client: Client, alice: Account) -> None:
    wanted = client.get("/settings/profile/")["Location"]
    assert wanted == "/account/login/?next=/settings/profile/"
    assert 'name="next" value="/settings/profile/"' in client.get(wanted).content.decode()
    assert sign_in(client, "alice@example.org", PASSWORD, next="/settings/profile/")["Location"] == "/settings/profile/"


def test_signing_in_needs_the_forms_token(alice: Account) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert sign_in(stranger, "alice@example.org", PASSWORD).status_code == 403
    assert not is_signed_in(stranger)


def test_looking_at_sign_out_signs_nobody_out(alice_client: Client) -> None:
    assert alice_client.get("/account/logout/").status_code == 405
    assert is_signed_in(alice_client)


def test_sign_out_ends_the_session_and_its_row(alice_client: Client, alice: Account) -> None:
    assert alice.sessions.count() == 1
    assert alice_client.post("/account/logout/")["Location"] == "/"
    assert not is_signed_in(alice_client)
    assert not alice.sessions.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaa"', "x" * 4000, "ABCDEFGHIJ", "'; --", "ÿ" * 10, ""])
def test_a_cookie_that_is_none_of_ours_is_a_strangers(client: Client, db: None, cookie: str) -> None:
    assert client.get("/", headers={"cookie": f"sessionid={cookie}"}).status_code == 200
    assert client.get("/files/", headers={"cookie": f"sessionid={cookie}"}).status_code == 302

"""Where mail is sent, a code confirms the address of a sign-up, and no stranger learns who has an account."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.forms.sign_in import SignUpForm
from accounts.models import Account
from tests.accounts.clients import NEW_PASSWORD, is_signed_in, newest_code, page_text, sent_mails, sign_in, sign_up

pytestmark = [pytest.mark.usefixtures("mail", "open_to_all"), pytest.mark.postgres]

CONFIRM = "/account/confirm-email/"


def confirm(client: Client, code: str) -> Any:
    return client.post(CONFIRM, {"code": code})


def have_same_page(first: Any, second: Any) -> bool:
    def comparable(response: Any) -> str:
        return re.sub(r'"[\w-]{64}"', "", page_text(response)).replace("alice@example.org", "new@example.org")

    return comparable(first) == comparable(second)


def test_the_code_from_the_mail_signs_in(client: Client) -> None:
    assert sign_up(client)["Location"] == CONFIRM
    assert not is_signed_in(client)
    assert "new@example.org" in page_text(client.get(CONFIRM))
    assert confirm(client, newest_code("new@example.org"))["Location"] == "/"
    assert is_signed_in(client)
    assert EmailAddress.objects.get(verified=True, primary=True).email == Account.objects.get().email


def test_a_code_is_accepted_in_any_case_and_without_its_dash(client: Client) -> None:
    sign_up(client)
    confirm(client, f" {newest_code('new@example.org').lower().replace('-', ' ')} ")
    assert is_signed_in(client)


def test_the_mail_holds_one_code_and_no_client_address(client: Client) -> None:
    sign_up(client)
    (sent,) = sent_mails()
    assert sent.subject == "Your tracekit code"
    assert "127.0.0.1" not in sent.message().as_string()
    assert newest_code("new@example.org") not in sent.subject


def test_a_wrong_code_is_refused_and_the_third_ends_the_sign_up(client: Client) -> None:
    sign_up(client)
    code = newest_code("new@example.org")
    for _ in range(2):
        assert "Wrong code." in page_text(confirm(client, "BBBB-BBBB"))
    assert confirm(client, "BBBB-BBBB")["Location"] == "/account/login/"
    assert "Too many attempts" in page_text(client.get("/account/login/"))
    confirm(client, code)
    assert not is_signed_in(client)


def test_a_code_expires_after_ten_minutes(client: Client) -> None:
    sign_up(client)
    code = newest_code("new@example.org")
    with patch("time.time", return_value=timezone.now().timestamp() + 10 * 60 + 1):
        confirm(client, code)
    assert not is_signed_in(client)


def test_another_code_replaces_the_first(client: Client) -> None:
    sign_up(client)
    first = newest_code("new@example.org")
    assert client.post(CONFIRM, {"action": "resend"}).status_code == 303
    assert len(sent_mails()) == 2
    confirm(client, first)
    assert not is_signed_in(client)
    confirm(client, newest_code("new@example.org"))
    assert is_signed_in(client)


def test_resending_a_code_is_limited(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    sign_up(client)
    client.post(CONFIRM, {"action": "resend"})
    assert "An email was just sent." in page_text(client.get(CONFIRM))
    confirm(client, newest_code("new@example.org"))
    assert is_signed_in(client)


def test_a_sign_up_whose_mail_is_limited_creates_no_account(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    sign_up(client)
    Account.objects.all().delete()
    assert sign_up(Client()).status_code == 429
    assert not Account.objects.exists()


def test_a_sign_up_with_a_wrong_address_can_be_started_again(client: Client) -> None:
    sign_up(client, "wrong@example.org")
    assert client.get("/account/signup/")["Location"] == CONFIRM
    assert client.post("/account/logout/", {"next": "/account/signup/"})["Location"] == "/account/signup/"
    sign_up(client)
    confirm(client, newest_code("new@example.org"))
    assert is_signed_in(client)


def test_an_unconfirmed_sign_in_sends_a_code(client: Client) -> None:
    sign_up(Client())
    assert sign_in(client, "new@example.org", NEW_PASSWORD)["Location"] == CONFIRM
    assert not is_signed_in(client)
    confirm(client, newest_code("new@example.org"))
    assert is_signed_in(client)


def test_an_account_from_before_there_was_mail_confirms_its_address(client: Client, alice: Account) -> None:
    assert sign_in(client, "alice@example.org")["Location"] == CONFIRM
    confirm(client, newest_code("alice@example.org"))
    assert is_signed_in(client)


# For an address in use everything looks the same to the stranger, and its owner gets a mail.


def test_only_the_owner_of_an_address_in_use_is_told(client: Client, alice: Account) -> None:
    stranger = Client()
    new, existing = sign_up(stranger), sign_up(client, "ALICE@example.org")
    assert (existing.status_code, existing["Location"]) == (new.status_code, new["Location"])
    assert have_same_page(client.get(CONFIRM), stranger.get(CONFIRM))
    assert [mail.to for mail in sent_mails()] == [["new@example.org"], ["alice@example.org"]]
    assert "It already has an account" in sent_mails()[-1].body
    assert "http://localhost:8000/account/password/" in sent_mails()[-1].body
    assert Account.objects.count() == 2


def test_resending_a_code_sends_one_mail_for_an_address_in_use_too(client: Client, alice: Account) -> None:
    stranger = Client()
    sign_up(stranger)
    sign_up(client, "alice@example.org")
    for browser in (stranger, client):
        before = len(sent_mails())
        browser.post(CONFIRM, {"action": "resend"})
        assert len(sent_mails()) == before + 1
    assert have_same_page(client.get(CONFIRM), stranger.get(CONFIRM))


def test_wrong_codes_end_alike_for_an_address_in_use(client: Client, alice: Account) -> None:
    stranger = Client()
    sign_up(stranger)
    sign_up(client, "alice@example.org")
    for _ in range(2):
        assert have_same_page(confirm(client, "BBBB-BBBB"), confirm(stranger, "BBBB-BBBB"))
    assert confirm(client, "BBBB-BBBB")["Location"] == confirm(stranger, "BBBB-BBBB")["Location"]


@pytest.mark.parametrize("email", ["alice@example.org", "new@example.org"])
def test_a_known_and_an_unknown_address_cost_one_hash_each(client: Client, alice: Account, email: str) -> None:
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as hashed:
        sign_up(client, email)
    assert hashed.call_count == 1


def test_the_second_of_two_clicks_gets_the_same_response(client: Client, alice: Account) -> None:
    with patch.object(SignUpForm, "validate_unique_email", lambda form, email: email):
        assert sign_up(client, "alice@example.org")["Location"] == CONFIRM
    assert Account.objects.count() == 1

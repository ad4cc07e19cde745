"""A forgotten password is replaced with a code from a mail; every address gets the same response."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in, newest_code, page_text, sent_mails
from tests.accounts.one_time_codes import app_code

pytestmark = [pytest.mark.usefixtures("mail"), pytest.mark.postgres]

RESET, CODE, NEXT = "/account/password/", "/account/password/code/", "/account/password/new/"


def request_code(client: Client, email: str = "alice@example.org") -> Any:
    return client.post(RESET, {"email": email})


def reset(client: Client, password: str = NEW_PASSWORD) -> Any:
    request_code(client)
    assert client.post(CODE, {"code": newest_code("alice@example.org")})["Location"] == NEXT
    return client.post(NEXT, {"password1": password})


def without_csrf_token(response: Any) -> str:
    return re.sub(r'"[\w-]{64}"', "", page_text(response)).replace("nobody@example.org", "alice@example.org")


def test_the_code_leads_to_a_new_password_and_signs_in(client: Client, alice: Account) -> None:
    assert reset(client)["Location"] == "/"
    assert is_signed_in(client)
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert EmailAddress.objects.get().verified


def test_a_reset_ends_sessions_and_links(client: Client, alice_client: Client, alice: Account) -> None:
    create_link("alice@example.org")
    reset(client)
    assert alice.sessions.count() == 1
    assert not is_signed_in(alice_client)
    assert not alice.one_time_links.exists()


def test_a_reset_in_a_signed_in_browser_keeps_its_session(alice_client: Client) -> None:
    reset(alice_client)
    assert is_signed_in(alice_client)


def test_a_reset_still_needs_the_second_factor(client: Client, alice_client: Client, settings: Settings) -> None:
    key, _ = activate_app(alice_client)
    assert reset(client)["Location"] == "/account/2fa/"
    assert not is_signed_in(client)
    client.post("/account/2fa/", {"code": app_code(key, 1)})
    assert is_signed_in(client)


def test_a_weak_password_does_not_use_up_the_code(client: Client, alice: Account) -> None:
    assert 'role="alert"' in page_text(reset(client, "alice@example.org"))
    client.post(NEXT, {"password1": NEW_PASSWORD})
    assert is_signed_in(client)


def test_the_new_password_needs_the_code_first(client: Client, alice: Account) -> None:
    request_code(client)
    assert client.get(NEXT)["Location"] == CODE
    client.post(NEXT, {"password1": NEW_PASSWORD})
    alice.refresh_from_db()
    assert not alice.check_password(NEW_PASSWORD)


def test_a_code_expires_after_ten_minutes(client: Client, alice: Account) -> None:
    request_code(client)
    code = newest_code("alice@example.org")
    with patch("time.time", return_value=timezone.now().timestamp() + 10 * 60 + 1):
        client.post(CODE, {"code": code})
        client.post(NEXT, {"password1": NEW_PASSWORD})
    alice.refresh_from_db()
    assert not alice.check_password(NEW_PASSWORD)


def test_three_wrong_codes_end_the_reset(client: Client, alice: Account) -> None:
    request_code(client)
    code = newest_code("alice@example.org")
    responses = [client.post(CODE, {"code": "BBBB-BBBB"}) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 302]
    assert client.post(CODE, {"code": code})["Location"] == "/account/login/"


# No response tells which addresses have an account.


@pytest.mark.parametrize("reason", ["unknown", "deactivated"])
def test_every_address_gets_the_same_response(client: Client, alice: Account, reason: str) -> None:
    stranger = Client()
    known = [request_code(stranger), stranger.get(CODE), *(stranger.post(CODE, {"code": "B"}) for _ in range(3))]
    assert len(sent_mails()) == 1
    Account.objects.update(is_active=reason != "deactivated")
    email = "nobody@example.org" if reason == "unknown" else "alice@example.org"
    unknown = [request_code(client, email), client.get(CODE), *(client.post(CODE, {"code": "B"}) for _ in range(3))]
    for first, second in zip(known, unknown, strict=True):
        assert (first.status_code, first.get("Location")) == (second.status_code, second.get("Location"))
        assert without_csrf_token(first) == without_csrf_token(second)
    assert len(sent_mails()) == 1


def test_resets_are_limited(client: Client, alice: Account) -> None:
    assert [request_code(client).status_code for _ in range(6)] == [302] * 5 + [429]


def test_the_page_says_who_can_help_without_mail(client: Client, alice: Account, settings: Settings) -> None:
    settings.MAIL = False
    for response in (client.get(RESET), request_code(client)):
        assert "python -m tracekit link EMAIL" in page_text(response)
    assert sent_mails() == []

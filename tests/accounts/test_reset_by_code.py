"""A forgotten password: a code by mail, and the same answer for every address."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as mails
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in, newest_code, page_text
from tests.accounts.one_time_codes import app_code

pytestmark = [pytest.mark.usefixtures("mail"), pytest.mark.postgres]

RESET, CODE, NEXT = "/account/password/", "/account/password/code/", "/account/password/new/"


def ask(client: Client, email: str = "alice@example.org") -> Any:
    return client.post(RESET, {"email": email})


def reset(client: Client, password: str = NEW_PASSWORD) -> Any:
    ask(client)
    assert client.post(CODE, {"code": newest_code("alice@example.org")})["Location"] == NEXT
    return client.post(NEXT, {"password1": password})


def without_the_token(answer: Any) -> str:
    return re.sub(r'"[\w-]{64}"', "", page_text(answer)).replace("nobody@example.org", "alice@example.org")


def test_the_code_leads_to_a_new_password_and_in(client: Client, alice: Account) -> None:
    assert reset(client)["Location"] == "/"
    assert is_signed_in(client)
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert EmailAddress.objects.get().verified


def test_whoever_was_signed_in_is_out_and_links_are_dead(client: Client, alice_client: Client, alice: Account) -> None:
    create_link("alice@example.org")
    reset(client)
    assert alice.sessions.count() == 1
    assert not is_signed_in(alice_client)
    assert not alice.one_time_links.exists()


def test_who_forgot_it_in_a_browser_that_is_signed_in_stays_there(alice_client: Client) -> None:
    reset(alice_client)
    assert is_signed_in(alice_client)


def test_a_second_factor_is_still_asked_for(client: Client, alice_client: Client, settings: Settings) -> None:
    key, _ = activate_app(alice_client)
    assert reset(client)["Location"] == "/account/2fa/"
    assert not is_signed_in(client)
    client.post("/account/2fa/", {"code": app_code(key, 1)})
    assert is_signed_in(client)


def test_a_weak_password_is_refused_and_the_code_is_not_used_up(client: Client, alice: Account) -> None:
    assert 'role="alert"' in page_text(reset(client, "alice@example.org"))
    client.post(NEXT, {"password1": NEW_PASSWORD})
    assert is_signed_in(client)


def test_the_new_password_is_not_asked_for_without_the_code(client: Client, alice: Account) -> None:
    ask(client)
    assert client.get(NEXT)["Location"] == CODE
    client.post(NEXT, {"password1": NEW_PASSWORD})
    alice.refresh_from_db()
    assert not alice.check_password(NEW_PASSWORD)


def test_three_wrong_codes_end_it(client: Client, alice: Account) -> None:
    ask(client)
    code = newest_code("alice@example.org")
    answers = [client.post(CODE, {"code": "BBBB-BBBB"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert client.post(CODE, {"code": code})["Location"] == "/account/login/"


# Nobody learns which addresses are known.


@pytest.mark.parametrize("who", ["unknown", "locked"])
def test_an_address_that_cannot_come_in_is_answered_alike(client: Client, alice: Account, who: str) -> None:
    stranger = Client()
    known = [ask(stranger), stranger.get(CODE), *(stranger.post(CODE, {"code": "B"}) for _ in range(3))]
    Account.objects.update(is_active=who != "locked")
    email = "nobody@example.org" if who == "unknown" else "alice@example.org"
    asked = [ask(client, email), client.get(CODE), *(client.post(CODE, {"code": "B"}) for _ in range(3))]
    for one, other in zip(known, asked, strict=True):
        assert (one.status_code, one.get("Location")) == (other.status_code, other.get("Location"))
        assert without_the_token(one) == without_the_token(other)
    assert len(mails.outbox) == 1


def test_too_many_have_to_wait(client: Client, alice: Account) -> None:
    assert [ask(client).status_code for _ in range(6)] == [302] * 5 + [429]


def test_without_mail_the_page_says_who_can_help(client: Client, alice: Account, settings: Settings) -> None:
    settings.MAIL = False
    for answer in (client.get(RESET), ask(client)):
        assert "python -m tracekit link EMAIL" in page_text(answer)
    assert mails.outbox == []

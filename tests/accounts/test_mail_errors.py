"""A mail server that is gone, silent or unwilling: one sentence and another try, never half an account."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.clients import is_signed_in, page_text, sign_in, sign_up
from tests.accounts.mail_servers import mail_server, refusing_port, silent_server
from tests.factories import PASSWORD

CONFIRM, RESET, SECURITY = "/account/confirm-email/", "/account/password/", "/settings/security/"
TOLD = 'role="alert"'


def at(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.3


@pytest.fixture
def living(settings: Settings, mail: None, open_to_all: None) -> Iterator[Any]:
    """A mail server that works."""
    with mail_server() as office:
        at(settings, office.port)
        yield office


@pytest.fixture(params=["nobody", "silence", "refusal"])
def dead(request: pytest.FixtureRequest, settings: Settings, mail: None, open_to_all: None) -> Iterator[str]:
    """A mail server that sends nothing, each in its own way."""
    with ExitStack() as stack:
        if request.param == "refusal":
            at(settings, stack.enter_context(mail_server(refuses=True)).port)
        else:
            at(settings, stack.enter_context(refusing_port() if request.param == "nobody" else silent_server()))
        yield request.param


def code_of(office: Any) -> str:
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", office.mails[-1].get_content())
    assert found
    return found[0]


def test_a_mail_server_that_works_is_spoken_to(living: Any, client: Client) -> None:
    sign_up(client)
    client.post(CONFIRM, {"code": code_of(living)})
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["new@example.org", "alice@example.org", "new@exämple.org"])
def test_no_account_is_made_and_the_next_try_works(
    dead: str, client: Client, alice: Account, settings: Settings, email: str
) -> None:
    before = list(Account.objects.all())
    page = page_text(sign_up(client, email))
    assert "The mail with your code could not be sent, so no account was made." in page
    assert TOLD in page
    assert list(Account.objects.all()) == before
    with mail_server() as office:
        at(settings, office.port)
        assert sign_up(client, "new@example.org")["Location"] == CONFIRM
        client.post(CONFIRM, {"code": code_of(office)})
    assert is_signed_in(client)


def test_who_signs_in_unconfirmed_is_told(dead: str, client: Client, alice: Account) -> None:
    assert "The mail with your code could not be sent, so you are not signed in." in page_text(
        sign_in(client, "alice@example.org")
    )
    assert not is_signed_in(client)


def test_a_code_that_cannot_be_sent_again_leaves_the_old_one_good(
    living: Any, client: Client, settings: Settings
) -> None:
    sign_up(client)
    with refusing_port() as port:
        at(settings, port)
        client.post(CONFIRM, {"action": "resend"})
    page = page_text(client.get(CONFIRM))
    assert "The mail could not be sent. The code you have, if it came, is still good." in page
    assert "Send another code" in page
    client.post(CONFIRM, {"code": code_of(living)})
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_reset_says_it_for_every_address(dead: str, client: Client, alice: Account, email: str) -> None:
    page = page_text(client.post(RESET, {"email": email}))
    assert "The mail could not be sent. Your password is as it was." in page
    assert TOLD in page
    assert f'value="{email}"' in page


def test_a_reset_that_goes_through_sends_one_mail_or_none(living: Any, client: Client, alice: Account) -> None:
    for email in ("nobody@example.org", "alice@example.org"):
        assert client.post(RESET, {"email": email})["Location"] == "/account/password/code/"
    assert [one["To"] for one in living.mails] == ["alice@example.org"]


def test_a_new_email_stays_the_old_one(dead: str, alice_client: Client, alice: Account) -> None:
    told = {"change": "email", "email": "alice@example.net", "current_password": PASSWORD}
    page = page_text(alice_client.post(SECURITY, told))
    assert "The mail with the code could not be sent. Nothing was changed." in page
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert is_signed_in(alice_client)


def test_what_the_log_says_is_no_address(dead: str, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sign_up(client)
    assert "a mail was not sent" in caplog.text
    assert "new@example.org" not in caplog.text

"""When a mail server fails, the page says so in a sentence, the next try works, and no half account is left."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.clients import is_signed_in, page_text, sign_in, sign_up
from tests.accounts.mail_servers import mail_server, refusing_port, unresponsive_mail_server
from tests.factories import PASSWORD

CONFIRM, RESET, SECURITY = "/account/confirm-email/", "/account/password/", "/settings/security/"
ALERT = 'role="alert"'


def use_port(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.3


@pytest.fixture
def working_server(settings: Settings, mail: None, open_to_all: None) -> Iterator[Any]:
    """Runs a mail server that works, and yields it."""
    with mail_server() as server:
        use_port(settings, server.port)
        yield server


@pytest.fixture(params=["refused connection", "no answer", "refused mail"])
def broken_server(request: pytest.FixtureRequest, settings: Settings, mail: None, open_to_all: None) -> Iterator[str]:
    """Sets a mail server that sends nothing, each in its own way."""
    with ExitStack() as stack:
        if request.param == "refused mail":
            port = stack.enter_context(mail_server(refuses=True)).port
        elif request.param == "no answer":
            port = stack.enter_context(unresponsive_mail_server())
        else:
            port = stack.enter_context(refusing_port())
        use_port(settings, port)
        yield request.param


def sent_code(server: Any) -> str:
    match = re.search(r"[A-Z]{4}-[A-Z]{4}", server.mails[-1].get_content())
    assert match
    return match[0]


def test_a_working_mail_server_gets_the_mail(working_server: Any, client: Client) -> None:
    sign_up(client)
    client.post(CONFIRM, {"code": sent_code(working_server)})
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["new@example.org", "alice@example.org", "new@exämple.org"])
def test_a_sign_up_whose_mail_fails_creates_no_account_and_can_be_repeated(
    broken_server: str, client: Client, alice: Account, settings: Settings, email: str
) -> None:
    before = list(Account.objects.all())
    page = page_text(sign_up(client, email))
    assert "The mail with your code could not be sent, so no account was made." in page
    assert ALERT in page
    assert list(Account.objects.all()) == before
    with mail_server() as server:
        use_port(settings, server.port)
        assert sign_up(client, "new@example.org")["Location"] == CONFIRM
        client.post(CONFIRM, {"code": sent_code(server)})
    assert is_signed_in(client)


def test_an_unconfirmed_sign_in_whose_mail_fails_says_so(broken_server: str, client: Client, alice: Account) -> None:
    assert "The mail with your code could not be sent, so you are not signed in." in page_text(
        sign_in(client, "alice@example.org")
    )
    assert not is_signed_in(client)


def test_a_code_that_cannot_be_resent_leaves_the_old_one_valid(
    working_server: Any, client: Client, settings: Settings
) -> None:
    sign_up(client)
    with refusing_port() as port:
        use_port(settings, port)
        client.post(CONFIRM, {"action": "resend"})
    page = page_text(client.get(CONFIRM))
    assert "The mail could not be sent. The code you have, if it came, is still good." in page
    assert "Send another code" in page
    client.post(CONFIRM, {"code": sent_code(working_server)})
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_reset_whose_mail_fails_says_so_for_every_address(
    broken_server: str, client: Client, alice: Account, email: str
) -> None:
    page = page_text(client.post(RESET, {"email": email}))
    assert "The mail could not be sent. Your password is as it was." in page
    assert ALERT in page
    assert f'value="{email}"' in page


def test_a_reset_sends_a_mail_only_to_a_known_address(working_server: Any, client: Client, alice: Account) -> None:
    for email in ("nobody@example.org", "alice@example.org"):
        assert client.post(RESET, {"email": email})["Location"] == "/account/password/code/"
    assert [mail["To"] for mail in working_server.mails] == ["alice@example.org"]


def test_an_email_change_whose_mail_fails_changes_nothing(
    broken_server: str, alice_client: Client, alice: Account
) -> None:
    form = {"change": "email", "email": "alice@example.net", "current_password": PASSWORD}
    page = page_text(alice_client.post(SECURITY, form))
    assert "The mail with the code could not be sent. Nothing was changed." in page
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert is_signed_in(alice_client)


def test_the_log_of_a_mail_error_holds_no_address(
    broken_server: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    sign_up(client)
    assert "a mail was not sent" in caplog.text
    assert "new@example.org" not in caplog.text

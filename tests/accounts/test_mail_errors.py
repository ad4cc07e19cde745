"""No page waits for a mail server: mails wait in the outbox until it takes them, and the pages say so."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account, OutboxEntry
from accounts.services.outbox import deliver_outbox
from tests.accounts.clients import is_signed_in, page_text, sign_in, sign_up
from tests.accounts.mail_servers import mail_server, refusing_port, unresponsive_mail_server
from tests.factories import PASSWORD
from tests.run_jobs import retry_outbox

CONFIRM, RESET, SECURITY = "/account/confirm-email/", "/account/password/", "/settings/security/"
SLOW = "Email is slow right now"


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
    assert working_server.mails == []
    deliver_outbox()
    client.post(CONFIRM, {"code": sent_code(working_server)})
    assert is_signed_in(client)
    assert not OutboxEntry.objects.exists()


def test_a_sign_up_is_finished_when_the_mail_server_works_again(
    broken_server: str, client: Client, settings: Settings
) -> None:
    assert sign_up(client)["Location"] == CONFIRM
    assert SLOW not in page_text(client.get(CONFIRM))
    deliver_outbox()
    assert SLOW in page_text(client.get(CONFIRM))
    with mail_server() as server:
        use_port(settings, server.port)
        retry_outbox()
        client.post(CONFIRM, {"code": sent_code(server)})
    assert is_signed_in(client)


def test_an_unconfirmed_sign_in_waits_for_the_mail(broken_server: str, client: Client, alice: Account) -> None:
    assert sign_in(client, "alice@example.org")["Location"] == CONFIRM
    deliver_outbox()
    assert SLOW in page_text(client.get(CONFIRM))
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_reset_whose_mail_fails_says_so_for_every_address(
    broken_server: str, client: Client, alice: Account, email: str
) -> None:
    client.post(RESET, {"email": email})
    deliver_outbox()
    assert SLOW in page_text(client.get("/account/password/code/"))
    assert OutboxEntry.objects.get().attempts == 1


def test_a_reset_sends_a_mail_only_to_a_known_address(working_server: Any, client: Client, alice: Account) -> None:
    for email in ("nobody@example.org", "alice@example.org"):
        assert client.post(RESET, {"email": email})["Location"] == "/account/password/code/"
    known, unknown = (len(entry.content) for entry in OutboxEntry.objects.all())
    assert known == unknown
    deliver_outbox()
    assert [mail["To"] for mail in working_server.mails] == ["alice@example.org"]
    assert not OutboxEntry.objects.exists()


def test_an_email_change_waits_for_its_code(broken_server: str, alice_client: Client, alice: Account) -> None:
    form = {"change": "email", "email": "alice@example.net", "current_password": PASSWORD}
    assert alice_client.post(SECURITY, form)["Location"] == CONFIRM
    deliver_outbox()
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert is_signed_in(alice_client)


def test_a_code_that_is_no_longer_valid_is_not_sent(broken_server: str, client: Client, settings: Settings) -> None:
    sign_up(client)
    deliver_outbox()
    OutboxEntry.objects.update(expires_at=timezone.now())
    with mail_server() as server:
        use_port(settings, server.port)
        retry_outbox()
        assert server.mails == []
    assert not OutboxEntry.objects.exists()


def test_the_log_of_a_mail_error_holds_no_address(
    broken_server: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    sign_up(client)
    deliver_outbox()
    assert "a mail was not sent" in caplog.text
    assert "new@example.org" not in caplog.text

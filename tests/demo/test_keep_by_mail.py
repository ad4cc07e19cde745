"""Where mail is sent, a demo is kept with the code that went to the new address."""

import pytest
from django.core import mail as mails
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from providers.sandbox.server import Sandbox
from tests.accounts.clients import is_signed_in, newest_code, sign_in
from tests.accounts.conftest import mail, open_to_all  # noqa: F401 - fixtures
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.run_jobs import run_jobs
from tracekit_site.demo.expire import expire_demos

pytestmark = [pytest.mark.usefixtures("mail", "open_to_all"), pytest.mark.postgres]

NEW_EMAIL, NEW_PASSWORD = "me@example.org", "a long enough word"


@pytest.fixture
def visitor(client: Client, sandbox: Sandbox) -> Client:  # noqa: F811
    client.post("/demo/start/")
    response = client.post("/demo/keep/", {"email": NEW_EMAIL, "password": NEW_PASSWORD})
    assert response.headers["Location"] == "/account/confirm-email/"
    return client


def test_a_demo_expires_without_the_code(visitor: Client) -> None:
    account = Account.objects.get()
    assert account.email.endswith("@demo.invalid")
    assert account.demo_until
    Account.objects.update(demo_until=timezone.now())
    expire_demos()
    run_jobs()
    assert not Account.objects.exists()


def test_the_code_turns_the_demo_into_an_account_and_the_old_address_gets_no_mail(visitor: Client) -> None:
    response = visitor.post("/account/confirm-email/", {"code": newest_code(NEW_EMAIL)})
    assert response.headers["Location"] == "/"
    assert "The demo is now your account." in visitor.get("/files/").content.decode()
    account = Account.objects.get()
    assert (account.email, account.demo_until) == (NEW_EMAIL, None)
    run_jobs()
    assert {recipient for message in mails.outbox for recipient in message.to} == {NEW_EMAIL}
    browser = Client()
    sign_in(browser, NEW_EMAIL, NEW_PASSWORD)
    assert is_signed_in(browser)


def test_an_address_in_use_is_refused_only_after_the_code(visitor: Client) -> None:
    code = newest_code(NEW_EMAIL)
    Account.objects.create_user(NEW_EMAIL, NEW_PASSWORD)
    visitor.post("/account/confirm-email/", {"code": code})
    assert Account.objects.filter(demo_until__isnull=False).count() == 1

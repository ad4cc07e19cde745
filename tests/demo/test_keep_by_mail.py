"""Keeping a demo where mail is sent: with the code that went to the new address."""

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

NEW, WORD = "me@example.org", "a long enough word"


@pytest.fixture
def visitor(client: Client, sandbox: Sandbox) -> Client:  # noqa: F811
    client.post("/demo/start/")
    answer = client.post("/demo/keep/", {"email": NEW, "password": WORD})
    assert answer.headers["Location"] == "/account/confirm-email/"
    return client


def test_nothing_is_kept_before_the_code(visitor: Client) -> None:
    account = Account.objects.get()
    assert account.email.endswith("@demo.invalid")
    assert account.demo_until
    Account.objects.update(demo_until=timezone.now())
    expire_demos()
    run_jobs()
    assert not Account.objects.exists()


def test_with_the_code_it_is_an_account_like_any_other_and_the_old_address_hears_nothing(visitor: Client) -> None:
    visitor.post("/account/confirm-email/", {"code": newest_code(NEW)})
    account = Account.objects.get()
    assert (account.email, account.demo_until) == (NEW, None)
    run_jobs()
    assert {to for one in mails.outbox for to in one.to} == {NEW}
    browser = Client()
    sign_in(browser, NEW, WORD)
    assert is_signed_in(browser)


def test_an_address_that_somebody_has_is_told_so_with_the_code_only(visitor: Client) -> None:
    code = newest_code(NEW)
    Account.objects.create_user(NEW, WORD)
    visitor.post("/account/confirm-email/", {"code": code})
    assert Account.objects.filter(demo_until__isnull=False).count() == 1

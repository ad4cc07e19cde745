"""Where the operator approves sign-ups, a new account waits without a session, and a stranger learns nothing."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account, OutboxEntry, SecurityEvent, Session
from accounts.services.approval import approve_sign_up, decline_sign_up, waiting_sign_ups
from accounts.services.expire import delete_expired
from accounts.services.links import create_link
from activities.services.folder_account import folder_account
from tests.accounts.clients import NEW_PASSWORD, is_signed_in, newest_code, page_text, sent_mails, sign_in, sign_up
from tests.factories import AccountFactory
from tests.markup import get_page
from tracekit_site.services.install import InstallFault
from tracekit_site.services.sign_up_check import check_sign_up

pytestmark = [pytest.mark.usefixtures("mail", "approval"), pytest.mark.postgres]

CONFIRM, WAITING = "/account/confirm-email/", "/account/approval/"
EMAIL = "new@example.org"


@pytest.fixture
def approval(settings: Settings, db: None) -> None:
    settings.SIGNUP = "approval"


@pytest.fixture
def waiting(client: Client) -> Account:
    """Returns the account of somebody who has signed up and confirmed the address, in the browser `client`."""
    sign_up(client, EMAIL)
    assert client.post(CONFIRM, {"code": newest_code(EMAIL)})["Location"] == WAITING
    return Account.objects.get(email=EMAIL)


def test_a_confirmed_sign_up_waits_and_has_no_session(client: Client, waiting: Account) -> None:
    assert "The operator approves each new account here" in page_text(client.get(WAITING))
    assert not is_signed_in(client)
    assert not Session.objects.filter(account=waiting).exists()
    assert waiting_sign_ups().get() == waiting
    assert waiting.confirm_by is None
    assert EmailAddress.objects.get(user=waiting).verified


def test_an_address_that_is_not_confirmed_waits_for_nobody(client: Client) -> None:
    sign_up(client, EMAIL)
    assert not waiting_sign_ups().exists()
    assert sign_in(Client(), EMAIL, NEW_PASSWORD)["Location"] == CONFIRM
    assert not approve_sign_up(Account.objects.get(email=EMAIL))


def test_no_way_in_leads_around_the_operator(waiting: Account) -> None:
    browser = Client()
    assert sign_in(browser, EMAIL, NEW_PASSWORD)["Location"] == WAITING
    assert browser.post(create_link(EMAIL), {"password": "another four words here"})["Location"] == WAITING
    assert not is_signed_in(browser)
    browser.post("/account/password/", {"email": EMAIL})
    browser.post("/account/password/code/", {"code": newest_code(EMAIL)})
    browser.post("/account/password/new/", {"password1": "still another four words"})
    assert not is_signed_in(browser)
    assert sign_in(browser, EMAIL, "still another four words")["Location"] == WAITING
    assert not is_signed_in(browser)


def test_who_is_approved_is_told_and_signs_in(waiting: Account) -> None:
    assert approve_sign_up(waiting)
    (*_, mail) = sent_mails()
    assert (mail.to, mail.subject) == ([EMAIL], "Your tracekit account is approved")
    assert "http://localhost:8000/account/login/" in mail.body
    browser = Client()
    sign_in(browser, EMAIL, NEW_PASSWORD)
    assert is_signed_in(browser)
    assert not approve_sign_up(waiting)


def test_who_is_declined_is_told_and_nothing_of_them_is_left(client: Client, waiting: Account) -> None:
    assert decline_sign_up(waiting)
    entry = OutboxEntry.objects.latest("pk")
    assert entry.expires_at <= timezone.now() + timedelta(days=1)
    (*_, mail) = sent_mails()
    assert (mail.to, mail.subject) == ([EMAIL], "Your tracekit sign-up was declined")
    assert not Account.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not OutboxEntry.objects.exists()
    assert sign_up(Client(), EMAIL)["Location"] == CONFIRM


def test_an_account_that_does_not_wait_is_never_declined(alice: Account) -> None:
    assert not decline_sign_up(alice)
    assert Account.objects.get() == alice


@pytest.mark.parametrize(("days", "is_left"), [(29, True), (31, False)])
def test_an_account_that_is_not_approved_is_deleted_after_thirty_days(
    waiting: Account, alice: Account, days: int, is_left: bool
) -> None:
    with patch("accounts.services.expire.timezone.now", return_value=timezone.now() + timedelta(days=days)):
        delete_expired()
    assert Account.objects.filter(email=EMAIL).exists() is is_left
    assert Account.objects.filter(pk=alice.pk).exists()


def test_operators_get_one_mail_while_sign_ups_wait(waiting: Account) -> None:
    operator = AccountFactory.create(is_operator=True)

    def mails_to_operator() -> list[Any]:
        return [mail for mail in sent_mails() if mail.to == [operator.email]]

    assert mails_to_operator() == []
    decline_sign_up(waiting)
    for email in ("first@example.org", "second@example.org"):
        browser = Client()
        sign_up(browser, email)
        browser.post(CONFIRM, {"code": newest_code(email)})
    (mail,) = mails_to_operator()
    assert "http://localhost:8000/operator/accounts/account/?sign_up=waiting" in mail.body
    assert "first@example.org" not in mail.body
    sign_in(Client(), "first@example.org", NEW_PASSWORD)
    assert len(mails_to_operator()) == 1


def test_a_waiting_account_stays_so_when_sign_ups_are_opened(waiting: Account, settings: Settings) -> None:
    settings.SIGNUP = "open"
    browser = Client()
    assert sign_in(browser, EMAIL, NEW_PASSWORD)["Location"] == WAITING
    assert not is_signed_in(browser)


def test_a_known_address_looks_like_an_unknown_one(client: Client, alice: Account) -> None:
    stranger = Client()
    known, unknown = sign_up(client, alice.email), sign_up(stranger, EMAIL)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [re.sub(r'"[\w-]{64}"', "", page_text(browser.get(CONFIRM))) for browser in (client, stranger)]
    assert pages[0].replace(alice.email, EMAIL) == pages[1]
    wrong = [browser.post(CONFIRM, {"code": "BBBB-BBBB"}).status_code for browser in (client, stranger)]
    assert wrong[0] == wrong[1]


@pytest.mark.parametrize("password", ["incorrect horse", NEW_PASSWORD])
def test_a_wrong_password_tells_nothing_of_a_waiting_account(waiting: Account, password: str) -> None:
    email = EMAIL if password != NEW_PASSWORD else "nobody@example.org"
    assert "Wrong email or password." in page_text(sign_in(Client(), email, password))


def test_without_mail_a_sign_up_waits_at_once(client: Client, settings: Settings) -> None:
    settings.MAIL, settings.ACCOUNT_EMAIL_VERIFICATION = False, "none"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
    assert sign_up(client, EMAIL)["Location"] == WAITING
    assert "This install sends no email" in page_text(client.get(WAITING))
    assert not is_signed_in(client)
    assert approve_sign_up(waiting_sign_ups().get())
    sign_in(client, EMAIL, NEW_PASSWORD)
    assert is_signed_in(client)


def test_confirmed_sign_ups_are_counted_once_and_of_nobody(waiting: Account) -> None:
    sign_in(Client(), EMAIL, NEW_PASSWORD)
    approve_sign_up(waiting)
    sign_in(Client(), EMAIL, NEW_PASSWORD)
    event = SecurityEvent.objects.get(kind="sign_up")
    assert (event.account, event.count) == (None, 1)


def test_the_pages_say_that_the_operator_approves(client: Client, alice: Account) -> None:
    assert "The operator approves each new account." in get_page(client, "/")
    assert "You can sign in once the operator has approved your account." in page_text(client.get("/account/signup/"))


def test_a_waiting_sign_up_does_not_make_the_folder_nobodys(
    alice: Account, waiting: Account, settings: Settings, tmp_path: Any
) -> None:
    settings.ACTIVITIES_DIR, settings.ACTIVITIES_OWNER = tmp_path, ""
    assert folder_account() == alice


def test_the_doctor_names_what_waits_and_an_unknown_value(waiting: Account, settings: Settings) -> None:
    assert check_sign_up() == "approval; 1 waiting for approval"
    settings.SIGNUP = "open"
    assert check_sign_up() == "open; 1 waiting for approval"
    settings.SIGNUP = "aproval"
    with pytest.raises(InstallFault, match="SIGNUP must be 'open', 'approval' or 'closed'"):
        check_sign_up()

"""An erasure is asked for in the danger zone, and confirmed by a link that works once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Account, Erasure, Session
from accounts.services.run_erasures import run_due_erasures
from tests.accounts.clients import page_text, reauthenticate, sent_mails, sign_in
from tests.accounts.conftest import mail  # noqa: F401 - a fixture
from tests.erasure.requests import DELETION_PAGE, confirm, erase, mailed_link, request_link, run_erasures

pytestmark = pytest.mark.postgres

EMAIL = "alice@example.org"


def test_the_button_behind_the_link_erases_and_leads_to_the_receipt(alice: Account, alice_client: Client) -> None:
    path = request_link(alice_client)
    assert "Erase everything now</button>" in page_text(alice_client.get(path))
    assert Account.objects.filter(pk=alice.pk, closed_at=None).exists(), "a GET erased the account"
    alice_client.post(path)
    page = page_text(Client().get(path))
    assert "Your account is being erased" in page
    run_erasures()
    receipt = Client().get(Client().get(path)["Location"])
    assert "An account was erased completely." in page_text(receipt)
    assert not receipt.cookies
    assert not Account.objects.exists()


@pytest.mark.usefixtures("mail")
def test_with_mail_the_link_is_in_the_mailbox_alone_and_needs_a_recent_sign_in(
    alice: Account, alice_client: Client
) -> None:
    response: Any = alice_client.post(DELETION_PAGE, {"email": EMAIL})
    assert response["Location"].startswith("/account/reauthenticate/")
    assert not Erasure.objects.exists()
    reauthenticate(alice_client)
    page = page_text(alice_client.post(DELETION_PAGE, {"email": EMAIL}))
    assert "/erasure/" not in page
    assert f"We sent a link to <strong>{EMAIL}</strong>" in page
    assert sent_mails()[-1].to == [EMAIL]
    stranger = Client()
    stranger.post(mailed_link())
    assert Account.objects.filter(pk=alice.pk, closed_at__isnull=False).exists()


@pytest.mark.parametrize("form", [{"email": "mallory@example.org"}, {"email": ""}])
@pytest.mark.usefixtures("mail")
def test_another_email_asks_for_nothing(alice_client: Client, form: dict[str, str]) -> None:
    reauthenticate(alice_client)
    page = page_text(alice_client.post(DELETION_PAGE, form))
    assert "Send the link</button>" in page
    assert not Erasure.objects.exists()
    assert not sent_mails()


@pytest.mark.parametrize("password", ["", "a guess of mine"])
def test_without_mail_a_wrong_password_asks_for_nothing(alice_client: Client, password: str) -> None:
    page = page_text(alice_client.post(DELETION_PAGE, {"email": EMAIL, "current_password": password}))
    assert "Erase my account …</button>" in page
    assert not Erasure.objects.exists()


def test_a_link_works_once(alice_client: Client, mallory: Account) -> None:
    path = confirm(alice_client)
    first = Erasure.objects.get().confirmed_at
    assert Client().post(path).status_code == 303
    assert Erasure.objects.get().confirmed_at == first
    run_erasures()
    assert Client().post(path).status_code == 303
    assert Account.objects.get() == mallory


def test_an_old_link_erases_nothing_and_is_deleted(alice_client: Client, alice: Account) -> None:
    path = request_link(alice_client)
    Erasure.objects.update(requested_at=timezone.now() - timedelta(hours=1, seconds=1))
    for method in (alice_client.get, alice_client.post):
        response: Any = method(path)
        assert (response.status_code, "no longer works" in page_text(response)) == (410, True)
    run_due_erasures()
    assert not Erasure.objects.exists()
    assert Account.objects.get().closed_at is None


def test_a_newer_link_replaces_the_older_one(alice_client: Client) -> None:
    older, newer = request_link(alice_client), request_link(alice_client)
    assert (Client().get(older).status_code, Client().get(newer).status_code) == (410, 200)


def test_a_new_password_ends_an_open_request(alice_client: Client) -> None:
    path = request_link(alice_client)
    form = {
        "change": "password",
        "current_password": "correct horse battery",
        "new_password": "another long enough one",
    }
    assert alice_client.post("/settings/security/", form).status_code == 303
    assert Client().post(path).status_code == 410


def test_links_are_limited_by_the_hour(alice_client: Client) -> None:
    for _ in range(5):
        request_link(alice_client)
    page = page_text(alice_client.post(DELETION_PAGE, {"email": EMAIL, "current_password": "correct horse battery"}))
    assert "Too many links were sent." in page
    cache.clear()


@pytest.mark.parametrize("address", ["/erasure/{}/", "/receipts/00000000-0000-4000-8000-000000000000/"])
def test_unknown_links_and_receipts_tell_nothing(client: Client, db: None, address: str) -> None:
    assert client.get(address.format("x" * 43)).status_code in (404, 410)


def test_a_receipt_is_there_only_when_the_erasure_is_complete(alice_client: Client) -> None:
    confirm(alice_client)
    erasure = Erasure.objects.get()
    assert Client().get(f"/receipts/{erasure.pk}/").status_code == 404
    run_erasures()
    assert Client().get(f"/receipts/{erasure.pk}/").status_code == 200


def test_the_account_is_closed_from_the_confirmation_on(alice_client: Client, alice: Account) -> None:
    other_browser = Client()
    other_browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    confirm(alice_client)
    assert not Session.objects.filter(account=alice).exists()
    for client in (alice_client, other_browser):
        assert client.get("/settings/profile/").status_code == 302
    assert "Wrong email or password." in page_text(sign_in(Client(), EMAIL))


def test_the_email_of_an_erased_account_can_sign_up_again(alice_client: Client, alice: Account) -> None:
    erase(alice_client)
    account = Account.objects.create_user(EMAIL, "a long enough password")
    assert account.pk != alice.pk

"""The link in each mail turns notifications off, without a session, and only when its form is sent."""

import re
from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from tests.accounts.notifications import confirm_email, create_notification, send_due_mails
from tests.waiting import TIMEOUT_S

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ORIGIN = "https://tracekit.example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(alice: Account, mail: None, settings: Settings) -> str:
    """Returns the path of the link in a mail to Alice, as its header gives it."""
    settings.BASE_URL = settings.BASE_ORIGIN = ORIGIN
    confirm_email(alice)
    create_notification(alice)
    message: Any = send_due_mails()[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (url,) = re.fullmatch(r"<(\S+)>", message["List-Unsubscribe"].replace("\n", "")).groups()  # type: ignore[union-attr]
    assert f"Turn these mails off: {url}\n" in message.get_payload()
    return str(url).removeprefix(ORIGIN)


def choice(account: Account) -> str:
    return Account.objects.get(pk=account.pk).email_notifications


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("encoding", ["form", "multipart"])
def test_a_mail_program_turns_them_off_by_one_request_without_cookies(
    path: str, alice: Account, live_server: LiveServer, encoding: str
) -> None:
    body: dict[str, Any] = (
        {"data": ONE_CLICK} if encoding == "form" else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    )
    response = requests.post(live_server.url + path, allow_redirects=False, timeout=TIMEOUT_S, **body)
    assert response.status_code == 200
    assert "Email notifications are off" in response.text
    assert choice(alice) == "off"


def test_a_person_presses_the_button(path: str, alice: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(path).content.decode()
    (field,) = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page)
    assert "Email notifications are off" in client.post(path, dict([field])).content.decode()
    assert choice(alice) == "off"
    assert client.post(path, ONE_CLICK).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete", "trace"])
def test_a_scanner_changes_nothing(path: str, alice: Account, method: str) -> None:
    getattr(Client(), method)(f"{path}?List-Unsubscribe=One-Click")
    assert choice(alice) == "at_once"


@pytest.mark.parametrize("form", [{}, {"List-Unsubscribe": "Yes"}, {"list-unsubscribe": "One-Click"}])
def test_another_form_changes_nothing(path: str, alice: Account, form: dict[str, str]) -> None:
    assert "Turn off email notifications?" in Client().post(path, form).content.decode()
    assert choice(alice) == "at_once"


def test_a_changed_link_is_refused(path: str, alice: Account, mallory: Account) -> None:
    own = path.replace(alice.pk.hex, mallory.pk.hex)
    for changed in (own, path.replace(".", "x"), f"{path[:-4]}/", "/unsubscribe/x/", f"/unsubscribe/{alice.pk.hex}/"):
        response = Client().post(changed, ONE_CLICK)
        assert response.status_code == 404
        assert "This link doesn’t work" in response.content.decode()
    assert (choice(alice), choice(mallory)) == ("at_once", "at_once")


def test_the_link_ends_with_the_address_it_was_sent_to(path: str, alice: Account) -> None:
    Account.objects.filter(pk=alice.pk).update(email="alice@example.net")
    assert Client().post(path, ONE_CLICK).status_code == 404
    assert choice(alice) == "at_once"


def test_the_link_of_another_account_works_for_whoever_is_signed_in(
    path: str, alice: Account, mallory: Account, mallory_client: Client
) -> None:
    mallory_client.post(path, ONE_CLICK)
    assert (choice(alice), choice(mallory)) == ("off", "at_once")


def test_too_many_requests_are_refused(path: str, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"unsubscribe": "3/m/ip"}
    client = Client()
    statuses = [client.post("/unsubscribe/x/", ONE_CLICK).status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_the_link_holds_no_address(path: str) -> None:
    assert "alice" not in path
    assert "example.org" not in path


@pytest.mark.usefixtures("mail")
def test_without_https_a_mail_leads_to_settings_alone(alice: Account) -> None:
    confirm_email(alice)
    create_notification(alice)
    (mail,) = send_due_mails()
    assert not [name for name in mail.message() if name.startswith("List-")]
    assert "/unsubscribe/" not in mail.body
    assert "http://localhost:8000/settings/notifications/" in mail.body

"""A demo ends as a demo: nothing asks for a password that it never had, and its visitor is told that it has ended."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from providers.sandbox.server import Sandbox
from tests.house.addresses import addresses, path_values
from tests.markup import get_page
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.run_jobs import run_jobs
from tracekit_site.demo.end import DEMO_COOKIE
from tracekit_site.demo.expire import expire_demos

pytestmark = pytest.mark.postgres

END = "/demo/end/"
KEEP = 'href="/demo/keep/"'


@pytest.fixture
def visitor(client: Client, sandbox: Sandbox, db: None) -> Client:  # noqa: F811
    client.post("/demo/start/")
    return client


def let_demos_expire() -> None:
    Account.objects.update(demo_until=timezone.now() - timedelta(seconds=1))
    expire_demos()
    run_jobs()
    assert not Account.objects.exists()


def test_no_page_of_a_demo_asks_for_a_password_or_a_code(visitor: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    asking = set()
    for address in addresses():
        response: Any = visitor.get(address.path(**path_values(uuid.uuid4())), follow=True)
        page = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code < 500, address
        if b'type="password"' in page or b'name="code"' in page:
            asking.add(response.request["PATH_INFO"])
    assert asking == {"/demo/keep/"}


@pytest.mark.parametrize("form", [{"change": "password"}, {"change": "email"}])
def test_a_demo_changes_neither_password_nor_email(visitor: Client, form: dict[str, str]) -> None:
    fields = {"current_password": "", "new_password": "a long enough word", "email": "me@example.org"}
    response = visitor.post("/settings/security/", form | fields)
    assert "only this browser can open it" in response.content.decode()
    account = Account.objects.get()
    assert not account.has_usable_password()
    assert account.email.endswith("@demo.invalid")


def test_the_danger_zone_of_a_demo_leaves_it_without_a_password(visitor: Client) -> None:
    page = get_page(visitor, "/settings/danger/")
    assert '<form method="post" action="/demo/delete/">' in page
    assert "Erase my account" not in page


@pytest.mark.parametrize("address", ["/demo/delete/", "/account/logout/"])
def test_leaving_and_signing_out_delete_a_demo_and_say_that_it_has_ended(visitor: Client, address: str) -> None:
    page = visitor.post(address, follow=True)
    assert page.request["PATH_INFO"] == END
    assert "The demo has ended" in page.content.decode()
    assert "Your account was deleted" not in page.content.decode()
    assert not Account.objects.exists()


@pytest.mark.parametrize("address", ["/", "/calendar/2026/", "/files/"])
def test_the_visitor_of_an_expired_demo_is_told_instead_of_asked_to_sign_in(visitor: Client, address: str) -> None:
    let_demos_expire()
    assert visitor.get(address).headers["Location"] == END
    part = visitor.get(address, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == END
    assert "The demo has ended" in get_page(visitor, END)


def test_the_end_is_told_once(visitor: Client) -> None:
    let_demos_expire()
    get_page(visitor, END)
    assert "One calendar" in get_page(visitor, "/")
    assert visitor.get("/files/").headers["Location"].startswith("/account/login/")


def test_a_kept_demo_never_ends(visitor: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    visitor.post("/demo/keep/", {"email": "me@example.org", "password": "a long enough word"})
    get_page(visitor, "/files/")
    assert not visitor.cookies[DEMO_COOKIE].value
    visitor.post("/account/logout/")
    assert Account.objects.get().email == "me@example.org"
    assert "One calendar" in get_page(visitor, "/")


def test_only_an_install_that_takes_sign_ups_offers_to_keep_a_demo(visitor: Client, settings: Settings) -> None:
    pages = ("/settings/security/", "/settings/danger/", "/settings/profile/")
    settings.SIGNUP = "closed"
    for address in pages:
        page = get_page(visitor, address)
        assert "Keep" not in page
        assert "keep the demo" not in page
    assert "Leave the demo" in get_page(visitor, "/demo/keep/")
    settings.SIGNUP = "open"
    for address in pages:
        assert KEEP in get_page(visitor, address).partition("<main")[2], address


def test_the_end_offers_what_the_install_has(client: Client, db: None, settings: Settings) -> None:
    settings.SIGNUP, settings.SANDBOX = "closed", False
    page = get_page(client, END)
    assert "Sign up" not in page
    assert "Start a new demo" not in page
    settings.SIGNUP, settings.SANDBOX = "open", True
    page = get_page(client, END).partition("<main")[2]
    assert page.count("button-primary") == 1
    assert "Sign up" in page
    assert "Start a new demo" in page


def test_an_account_never_sees_the_end_of_a_demo(alice_client: Client) -> None:
    assert alice_client.get(END).headers["Location"] == "/"

"""An athlete changes the password and the email in the security settings."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in
from tests.factories import PASSWORD

CHANGES = {
    "password": {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD},
    "email": {"change": "email", "current_password": PASSWORD, "email": "Alice@Example.net"},
}
both = pytest.mark.parametrize("change", ["password", "email"])


def post_change(client: Client, change: str, **fields: str) -> Any:
    return client.post("/settings/security/", {**CHANGES[change], **fields})


def test_the_password_can_be_changed(alice_client: Client, alice: Account) -> None:
    response = post_change(alice_client, "password")
    assert (response.status_code, response["Location"]) == (303, "/settings/security/")
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_the_email_can_be_changed_and_is_stored_in_lower_case(alice_client: Client, alice: Account) -> None:
    post_change(alice_client, "email")
    alice.refresh_from_db()
    assert alice.email == "alice@example.net"
    assert "Currently alice@example.net." in alice_client.get("/settings/security/").content.decode()


@both
def test_a_change_keeps_this_session_and_ends_the_others(
    alice_client: Client, other_browser: Client, mallory_client: Client, alice: Account, change: str
) -> None:
    post_change(alice_client, change)
    assert is_signed_in(alice_client)
    assert not is_signed_in(other_browser)
    assert is_signed_in(mallory_client)
    assert alice.sessions.count() == 1


@both
def test_a_change_ends_the_accounts_one_time_links(alice_client: Client, alice: Account, change: str) -> None:
    create_link("alice@example.org")
    post_change(alice_client, change)
    assert not alice.one_time_links.exists()


def test_a_new_password_changes_the_session_key(alice_client: Client) -> None:
    before = alice_client.cookies["sessionid"].value
    post_change(alice_client, "password")
    assert alice_client.cookies["sessionid"].value != before


def test_the_page_costs_six_queries_at_most(
    alice_client: Client, other_browser: Client, django_assert_max_num_queries: Any
) -> None:
    activate_app(alice_client)
    with django_assert_max_num_queries(6):
        alice_client.get("/settings/security/")


@both
def test_a_change_needs_the_current_password(alice_client: Client, alice: Account, change: str) -> None:
    response = post_change(alice_client, change, current_password="a guess of mine")
    assert "That isn’t your current password." in response.content.decode()
    alice.refresh_from_db()
    assert (alice.check_password(PASSWORD), alice.email) == (True, "alice@example.org")


def test_guesses_of_the_current_password_are_limited(alice_client: Client, alice: Account) -> None:
    for _ in range(10):
        post_change(alice_client, "password", current_password="a guess of mine")
    assert "Too many attempts" in post_change(alice_client, "password").content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_an_email_in_use_is_refused(alice_client: Client, alice: Account, mallory: Account) -> None:
    response = post_change(alice_client, "email", email="MALLORY@example.org").content.decode()
    assert "An account with this email already exists." in response
    assert "Currently alice@example.org." in response
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


@pytest.mark.parametrize("weak", ["short", "1234567890", "alice@example.org"])
def test_a_weak_password_is_refused(alice_client: Client, alice: Account, weak: str) -> None:
    assert post_change(alice_client, "password", new_password=weak).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_page_never_shows_a_password(alice_client: Client) -> None:
    response = post_change(alice_client, "password", current_password="a guess of mine")
    assert "a guess of mine" not in response.content.decode()
    assert NEW_PASSWORD not in response.content.decode()


@pytest.mark.parametrize("page", ["profile", "profile/zone", "security", "danger"])
def test_the_settings_need_a_sign_in(client: Client, db: None, page: str) -> None:
    for response in (client.get(f"/settings/{page}/"), client.post(f"/settings/{page}/")):
        assert response["Location"] == f"/account/login/?next=/settings/{page}/"


@pytest.mark.parametrize("page", ["profile", "profile/zone", "security", "danger"])
def test_the_settings_need_the_csrf_token(alice: Account, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(f"/settings/{page}/", CHANGES["password"]).status_code == 403


@pytest.mark.postgres
@pytest.mark.parametrize("local", ["a" * 40, "İ" * 20])
def test_an_email_longer_than_its_column_is_refused(alice_client: Client, alice: Account, local: str) -> None:
    response = post_change(alice_client, "email", email=f"{local}@{'.'.join(['b' * 55] * 4)}.org")
    assert "This isn’t an email address." in response.content.decode()
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"

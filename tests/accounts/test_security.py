"""Settings: the password and the e-mail."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import activate_app
from tests.factories import PASSWORD

NEW = "three or four words"
CHANGES = {
    "password": {"change": "password", "current_password": PASSWORD, "new_password": NEW},
    "email": {"change": "email", "current_password": PASSWORD, "email": "Alice@Example.net"},
}
both = pytest.mark.parametrize("change", ["password", "email"])


def ask(client: Client, change: str, **other: str):
    return client.post("/settings/security/", {**CHANGES[change], **other})


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/security/").status_code == 200


def test_the_password_changes(alice_client: Client, alice: Account) -> None:
    answer = ask(alice_client, "password")
    assert (answer.status_code, answer["Location"]) == (303, "/settings/security/")
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_the_email_changes_and_is_kept_in_lower_case(alice_client: Client, alice: Account) -> None:
    ask(alice_client, "email")
    alice.refresh_from_db()
    assert alice.email == "alice@example.net"
    assert "Now alice@example.net." in alice_client.get("/settings/security/").content.decode()


@both
def test_a_change_keeps_this_session_and_ends_the_others(
    alice_client: Client, elsewhere: Client, mallory_client: Client, alice: Account, change: str
) -> None:
    ask(alice_client, change)
    assert is_signed_in(alice_client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(mallory_client)
    assert alice.sessions.count() == 1


@both
def test_a_change_ends_the_accounts_one_time_links(alice_client: Client, alice: Account, change: str) -> None:
    create_link("alice@example.org")
    ask(alice_client, change)
    assert not alice.one_time_links.exists()


def test_the_session_has_another_key_after_a_new_password(alice_client: Client) -> None:
    before = alice_client.cookies["sessionid"].value
    ask(alice_client, "password")
    assert alice_client.cookies["sessionid"].value != before


def test_the_page_costs_six_queries_at_most(
    alice_client: Client, elsewhere: Client, django_assert_max_num_queries: Any
) -> None:
    activate_app(alice_client)
    with django_assert_max_num_queries(6):
        alice_client.get("/settings/security/")


@both
def test_a_change_asks_for_the_current_password(alice_client: Client, alice: Account, change: str) -> None:
    answer = ask(alice_client, change, current_password="a guess of mine")
    assert "That is not your current password." in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.check_password(PASSWORD), alice.email) == (True, "alice@example.org")


def test_guessing_the_current_password_has_to_wait(alice_client: Client, alice: Account) -> None:
    for _ in range(10):
        ask(alice_client, "password", current_password="a guess of mine")
    assert "Too many tries" in ask(alice_client, "password").content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_an_email_that_somebody_has_is_refused(alice_client: Client, alice: Account, mallory: Account) -> None:
    answer = ask(alice_client, "email", email="MALLORY@example.org").content.decode()
    assert "There is an account with this e-mail already." in answer
    assert "Now alice@example.org." in answer
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


@pytest.mark.parametrize("weak", ["short", "1234567890", "alice@example.org"])
def test_a_weak_password_is_refused(alice_client: Client, alice: Account, weak: str) -> None:
    assert ask(alice_client, "password", new_password=weak).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_no_page_gives_a_password_back(alice_client: Client) -> None:
    answer = ask(alice_client, "password", current_password="a guess of mine")
    assert "a guess of mine" not in answer.content.decode()
    assert NEW not in answer.content.decode()


@pytest.mark.parametrize("where", ["profile", "profile/zone", "security", "danger"])
def test_the_settings_are_for_who_is_signed_in(client: Client, db: None, where: str) -> None:
    for answer in (client.get(f"/settings/{where}/"), client.post(f"/settings/{where}/")):
        assert answer["Location"] == f"/account/login/?next=/settings/{where}/"


@pytest.mark.parametrize("where", ["profile", "profile/zone", "security", "danger"])
def test_the_settings_need_the_forms_token(alice: Account, where: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(f"/settings/{where}/", CHANGES["password"]).status_code == 403


@pytest.mark.postgres
@pytest.mark.parametrize("local", ["a" * 40, "İ" * 20])
def test_an_email_that_no_column_holds_is_none(alice_client: Client, alice: Account, local: str) -> None:
    answer = ask(alice_client, "email", email=f"{local}@{'.'.join(['b' * 55] * 4)}.org")
    assert "That is not an e-mail address." in answer.content.decode()
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"

"""One-time links create the first account, and sign in to an account whose password was lost."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Account, OneTimeLink
from accounts.services.links import (
    InvalidLink,
    create_first_account,
    create_first_account_link,
    create_link,
    reset_password_by_link,
)
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in, sent_mails
from tests.accounts.dump import database_dump
from tests.factories import PASSWORD

pytestmark = pytest.mark.postgres

FIRST = {"email": "Operator@Example.org", "password": NEW_PASSWORD, "time_zone": "Europe/Vienna"}


def path(address: str | None) -> str:
    assert address is not None
    assert address.startswith("http://localhost:")
    return "/" + address.split("/", 3)[3]


def token(address: str | None) -> str:
    return path(address).split("/")[2]


def without_csrf_token(response: Any) -> str:
    return str(response.content.decode()).replace(str(response.context["csrf_token"]), "")


@pytest.fixture
def first_link(db: None) -> str:
    """Returns the path of a link that creates the first account."""
    return path(create_first_account_link())


@pytest.fixture
def alices_link(alice: Account) -> str:
    """Returns the path of a link that signs in as Alice."""
    return path(create_link("alice@example.org"))


def test_the_first_link_creates_the_operators_account_and_signs_in(client: Client, first_link: str) -> None:
    assert client.post(first_link, FIRST)["Location"] == "/"
    account = Account.objects.get()
    assert (account.email, account.is_operator, account.time_zone) == ("operator@example.org", True, "Europe/Vienna")
    assert client.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize("kind", ["first_link", "alices_link"])
def test_opening_a_link_changes_nothing(client: Client, kind: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(kind)
    before = database_dump()
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert database_dump() == before


def test_the_first_link_is_valid_until_it_is_used(client: Client, first_link: str) -> None:
    assert OneTimeLink.objects.get().expires_at is None
    assert client.post(first_link, {**FIRST, "password": "short"}).status_code == 200
    assert client.post(first_link, FIRST).status_code == 302


def test_several_first_links_are_valid_until_one_is_used(client: Client, first_link: str) -> None:
    second = path(create_first_account_link())
    assert client.get(first_link).status_code == client.get(second).status_code == 200
    client.post(second, FIRST)
    assert Client().get(first_link).status_code == Client().get(second).status_code == 410
    assert not OneTimeLink.objects.exists()


def test_no_first_link_is_created_once_there_is_an_operator(alice: Account) -> None:
    assert create_first_account_link() is not None
    Account.objects.update(is_operator=True)
    assert create_first_account_link() is None


def test_the_first_sign_up_on_an_open_install_is_not_the_operator(
    client: Client, first_link: str, mallory: Account
) -> None:
    assert client.post(first_link, FIRST).status_code == 302
    assert Account.objects.get(is_operator=True).pk != mallory.pk


def test_the_first_link_is_invalid_once_there_is_an_operator(client: Client, first_link: str, mallory: Account) -> None:
    Account.objects.update(is_operator=True)
    assert client.get(first_link).status_code == 410
    assert client.post(first_link, FIRST).status_code == 410
    assert Account.objects.count() == 1


def test_a_link_signs_in_with_a_new_password(client: Client, alices_link: str, alice: Account) -> None:
    assert "alice@example.org" in client.get(alices_link).content.decode()
    assert client.post(alices_link, {"password": NEW_PASSWORD})["Location"] == "/"
    assert client.get("/settings/profile/").status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_a_link_signs_out_browsers_with_the_old_password(
    alices_link: str, alice_client: Client, alice: Account
) -> None:
    Client().post(alices_link, {"password": NEW_PASSWORD})
    assert alice.sessions.count() == 1
    assert alice_client.get("/settings/profile/").status_code == 302


def test_a_link_works_once_and_invalidates_the_others_of_its_account(client: Client, alices_link: str) -> None:
    other_link = path(create_link("ALICE@example.org"))
    client.post(alices_link, {"password": NEW_PASSWORD})
    for link in (alices_link, other_link):
        assert client.get(link).status_code == client.post(link, {"password": "four other words"}).status_code == 410
    assert Account.objects.get().check_password(NEW_PASSWORD)


def test_a_link_of_one_account_leaves_those_of_others_valid(client: Client, alices_link: str, mallory: Account) -> None:
    mallorys_link = path(create_link("mallory@example.org"))
    client.post(alices_link, {"password": NEW_PASSWORD})
    assert client.get(mallorys_link).status_code == 200


def test_a_link_expires_after_a_day(client: Client, alices_link: str) -> None:
    expires_at = OneTimeLink.objects.get().expires_at
    assert expires_at is not None
    assert timedelta(hours=23) < expires_at - timezone.now() <= timedelta(hours=24)
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert client.post(alices_link, {"password": NEW_PASSWORD}).status_code == 410


def test_a_used_and_an_unknown_link_look_alike(client: Client, alices_link: str) -> None:
    client.post(alices_link, {"password": NEW_PASSWORD})
    stranger = Client()
    used, unknown = stranger.get(alices_link), stranger.get("/start/never-was/")
    assert used.status_code == unknown.status_code == 410
    assert without_csrf_token(used) == without_csrf_token(unknown)


def test_only_the_hash_of_a_token_is_stored(alices_link: str) -> None:
    token_hash = OneTimeLink.objects.get().token_hash
    assert token_hash in database_dump()
    assert alices_link.split("/")[2] not in database_dump()


def test_a_weak_password_does_not_use_up_the_link(client: Client, alices_link: str) -> None:
    assert client.post(alices_link, {"password": "alice@example.org"}).status_code == 200
    assert client.get(alices_link).status_code == 200


def test_a_link_needs_the_csrf_token(alices_link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(alices_link, {"password": NEW_PASSWORD}).status_code == 403


def test_a_link_of_the_other_kind_is_invalid(alice: Account) -> None:
    with pytest.raises(InvalidLink):
        create_first_account(
            token(create_link("alice@example.org")), email="m@example.org", password=NEW_PASSWORD, time_zone="UTC"
        )
    alice.delete()
    first_token = token(create_first_account_link())
    with pytest.raises(InvalidLink):
        reset_password_by_link(first_token, password=NEW_PASSWORD)
    assert OneTimeLink.objects.count() == 1


def test_a_link_needs_no_code_where_mail_is_sent(client: Client, mail: None, first_link: str, alice: Account) -> None:
    assert client.post(first_link, FIRST)["Location"] == "/"
    assert Client().post(path(create_link("alice@example.org")), {"password": NEW_PASSWORD})["Location"] == "/"
    assert sent_mails() == []


def test_the_command_prints_a_link_that_works(client: Client, alice: Account) -> None:
    output = StringIO()
    call_command("link", "Alice@example.org", stdout=output)
    assert client.get(path(output.getvalue().strip())).status_code == 200


def test_a_link_asks_for_the_second_factor_unless_it_was_lost(alice_client: Client, alice: Account) -> None:
    activate_app(alice_client)
    browsers: dict[str, Client] = {}
    for option in ("", "--without-second-factor"):
        output = StringIO()
        call_command("link", "alice@example.org", *filter(None, [option]), stdout=output)
        browsers[option] = browser = Client()
        browser.post(path(output.getvalue().strip()), {"password": NEW_PASSWORD})
    assert not is_signed_in(browsers[""])
    assert is_signed_in(browsers["--without-second-factor"])
    assert not Authenticator.objects.filter(user=alice).exists()


@pytest.mark.parametrize("email", ["nobody@example.org", "alice@example.org"])
def test_the_command_refuses_an_account_that_cannot_sign_in(alice: Account, email: str) -> None:
    Account.objects.update(is_active=False)
    with pytest.raises(CommandError, match="No account that can sign in has this email"):
        call_command("link", email)


def test_the_first_link_command_prints_nothing_once_there_is_an_operator(db: None) -> None:
    output = StringIO()
    call_command("first_link", stdout=output)
    assert "/start/" in output.getvalue()
    Account.objects.create_user("alice@example.org", PASSWORD, is_operator=True)
    output = StringIO()
    call_command("first_link", stdout=output)
    assert output.getvalue() == ""

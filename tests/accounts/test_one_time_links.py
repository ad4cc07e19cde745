"""One-time links: the first account, and the way back in."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail as mails
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
from tests.accounts.clients import activate_app, is_signed_in
from tests.accounts.dump import database_dump
from tests.factories import PASSWORD

pytestmark = pytest.mark.postgres

NEW = "three or four words"
FIRST = {"email": "Operator@Example.org", "password": NEW, "time_zone": "Europe/Vienna"}


def path(address: str | None) -> str:
    assert address is not None
    assert address.startswith("http://localhost:")
    return "/" + address.split("/", 3)[3]


def token(address: str | None) -> str:
    return path(address).split("/")[2]


def without_csrf_token(answer: Any) -> str:
    return str(answer.content.decode()).replace(str(answer.context["csrf_token"]), "")


@pytest.fixture
def first(db: None) -> str:
    """The path of a link that makes the first account."""
    return path(create_first_account_link())


@pytest.fixture
def back_in(alice: Account) -> str:
    """The path of a link that lets Alice in."""
    return path(create_link("alice@example.org"))


def test_the_first_link_makes_the_operators_account_and_signs_in(client: Client, first: str) -> None:
    assert client.post(first, FIRST)["Location"] == "/"
    account = Account.objects.get()
    assert (account.email, account.is_operator, account.time_zone) == ("operator@example.org", True, "Europe/Vienna")
    assert client.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize("kind", ["first", "back_in"])
def test_opening_a_link_changes_nothing(client: Client, kind: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(kind)
    before = database_dump()
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert database_dump() == before


def test_the_first_link_lives_until_it_is_used(client: Client, first: str) -> None:
    assert OneTimeLink.objects.get().expires_at is None
    assert client.post(first, {**FIRST, "password": "short"}).status_code == 200
    assert client.post(first, FIRST).status_code == 302


def test_every_start_prints_a_link_and_all_of_them_work_until_one_is_used(client: Client, first: str) -> None:
    second = path(create_first_account_link())
    assert client.get(first).status_code == client.get(second).status_code == 200
    client.post(second, FIRST)
    assert Client().get(first).status_code == Client().get(second).status_code == 410
    assert not OneTimeLink.objects.exists()


def test_there_is_no_first_link_once_there_is_an_operator(alice: Account) -> None:
    assert create_first_account_link() is not None
    Account.objects.update(is_operator=True)
    assert create_first_account_link() is None


def test_whoever_signs_up_first_on_an_open_install_does_not_take_the_operators_place(
    client: Client, first: str, mallory: Account
) -> None:
    assert client.post(first, FIRST).status_code == 302
    assert Account.objects.get(is_operator=True).pk != mallory.pk


def test_the_first_link_is_dead_once_there_is_an_operator(client: Client, first: str, mallory: Account) -> None:
    Account.objects.update(is_operator=True)
    assert client.get(first).status_code == 410
    assert client.post(first, FIRST).status_code == 410
    assert Account.objects.count() == 1


def test_a_link_lets_its_account_in_with_a_new_password(client: Client, back_in: str, alice: Account) -> None:
    assert "alice@example.org" in client.get(back_in).content.decode()
    assert client.post(back_in, {"password": NEW})["Location"] == "/"
    assert client.get("/settings/profile/").status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_link_signs_out_whoever_was_in_with_the_old_password(
    back_in: str, alice_client: Client, alice: Account
) -> None:
    Client().post(back_in, {"password": NEW})
    assert alice.sessions.count() == 1
    assert alice_client.get("/settings/profile/").status_code == 302


def test_a_link_works_once_and_takes_the_others_of_its_account_along(client: Client, back_in: str) -> None:
    other = path(create_link("ALICE@example.org"))
    client.post(back_in, {"password": NEW})
    for dead in (back_in, other):
        assert client.get(dead).status_code == client.post(dead, {"password": "four other words"}).status_code == 410
    assert Account.objects.get().check_password(NEW)


def test_a_link_of_one_account_leaves_the_others_alone(client: Client, back_in: str, mallory: Account) -> None:
    hers = path(create_link("mallory@example.org"))
    client.post(back_in, {"password": NEW})
    assert client.get(hers).status_code == 200


def test_a_link_is_dead_after_a_day(client: Client, back_in: str) -> None:
    link = OneTimeLink.objects.get()
    assert timedelta(hours=23) < link.expires_at - timezone.now() <= timedelta(hours=24)
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert client.post(back_in, {"password": NEW}).status_code == 410


def test_a_used_link_and_one_that_never_was_look_alike(client: Client, back_in: str) -> None:
    client.post(back_in, {"password": NEW})
    stranger = Client()
    used, unknown = stranger.get(back_in), stranger.get("/start/never-was/")
    assert used.status_code == unknown.status_code == 410
    assert without_csrf_token(used) == without_csrf_token(unknown)


def test_only_the_hash_of_a_token_is_kept(back_in: str) -> None:
    kept = OneTimeLink.objects.get().token_hash
    assert kept in database_dump()
    assert back_in.split("/")[2] not in database_dump()


def test_a_weak_password_does_not_use_the_link_up(client: Client, back_in: str) -> None:
    assert client.post(back_in, {"password": "alice@example.org"}).status_code == 200
    assert client.get(back_in).status_code == 200


def test_a_link_needs_the_forms_token(back_in: str) -> None:
    assert Client(enforce_csrf_checks=True).post(back_in, {"password": NEW}).status_code == 403


def test_a_token_of_the_other_kind_opens_nothing(alice: Account) -> None:
    with pytest.raises(InvalidLink):
        create_first_account(
            token(create_link("alice@example.org")), email="m@example.org", password=NEW, time_zone="UTC"
        )
    alice.delete()
    first = token(create_first_account_link())
    with pytest.raises(InvalidLink):
        reset_password_by_link(first, password=NEW)
    assert OneTimeLink.objects.count() == 1


def test_where_mail_is_sent_a_link_needs_no_code_on_top(client: Client, mail: None, first: str, alice: Account) -> None:
    assert client.post(first, FIRST)["Location"] == "/"
    assert Client().post(path(create_link("alice@example.org")), {"password": NEW})["Location"] == "/"
    assert mails.outbox == []


def test_the_command_prints_a_link_that_works(client: Client, alice: Account) -> None:
    said = StringIO()
    call_command("link", "Alice@example.org", stdout=said)
    assert client.get(path(said.getvalue().strip())).status_code == 200


def test_a_link_asks_for_the_second_factor_unless_it_was_lost(alice_client: Client, alice: Account) -> None:
    activate_app(alice_client)
    printed: dict[str, Client] = {}
    for option in ("", "--without-second-factor"):
        said = StringIO()
        call_command("link", "alice@example.org", *filter(None, [option]), stdout=said)
        printed[option] = browser = Client()
        browser.post(path(said.getvalue().strip()), {"password": NEW})
    assert not is_signed_in(printed[""])
    assert is_signed_in(printed["--without-second-factor"])
    assert not alice.authenticator_set.exists()


@pytest.mark.parametrize("who", ["unknown", "locked"])
def test_the_command_refuses_whoever_cannot_sign_in_anyway(alice: Account, who: str) -> None:
    Account.objects.update(is_active=False)
    with pytest.raises(CommandError, match="No account that can sign in has this e-mail"):
        call_command("link", "alice@example.org" if who == "locked" else "nobody@example.org")


def test_the_first_links_command_is_silent_once_there_is_an_operator(db: None) -> None:
    said = StringIO()
    call_command("first_link", stdout=said)
    assert "/start/" in said.getvalue()
    Account.objects.create_user("alice@example.org", PASSWORD, is_operator=True)
    said = StringIO()
    call_command("first_link", stdout=said)
    assert said.getvalue() == ""

"""`/` shows strangers the landing page."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.factories import AccountFactory
from tests.markup import get_page, visible_text

NO_ACCOUNT = "No account yet"
SIGNUP_CLOSED = "Sign-ups are closed."
SIGNUP_LINK = 'href="/account/signup/"'
SOURCE = "https://git.example.org/tracekit"


@pytest.mark.django_db
def test_without_accounts_the_page_points_to_the_printed_link(client: Client) -> None:
    page = get_page(client, "/")
    assert NO_ACCOUNT in page
    assert SIGNUP_LINK not in page
    assert SIGNUP_CLOSED not in page


def test_with_sign_up_closed_the_page_offers_sign_in_only(client: Client, alice: Account) -> None:
    page = get_page(client, "/")
    assert SIGNUP_CLOSED in page
    assert 'href="/account/login/"' in page
    assert SIGNUP_LINK not in page
    assert NO_ACCOUNT not in page


@pytest.mark.django_db
def test_with_sign_up_open_the_page_offers_sign_up(client: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    page = get_page(client, "/")
    assert f'class="button button-large button-primary" {SIGNUP_LINK}' in page
    assert NO_ACCOUNT not in page


@pytest.mark.parametrize(
    ("signup", "has_demo", "has_account", "filled"),
    [
        ("open", True, True, "Try the demo athlete"),
        ("open", False, True, "Sign up"),
        ("approval", False, True, "Sign up"),
        ("closed", True, True, "Sign in"),
        ("closed", False, True, "Sign in"),
        ("closed", True, False, "Try the demo athlete"),
    ],
)
def test_exactly_one_button_is_filled(
    client: Client, settings: Settings, db: None, signup: str, has_demo: bool, has_account: bool, filled: str
) -> None:
    settings.SIGNUP, settings.SANDBOX = signup, has_demo
    if has_account:
        AccountFactory()
    buttons = re.findall(r'<(?:a|button) class="[^"]*button-primary[^"]*"[^>]*>(.*?)</', get_page(client, "/"))
    assert buttons == [filled]


@pytest.mark.django_db
def test_the_page_says_what_it_does_for_a_cyclist_and_how_to_host_it(client: Client, settings: Settings) -> None:
    settings.SIGNUP = "open"
    text = visible_text(get_page(client, "/"))
    for words in (
        "Garmin",
        "Strava",
        "folder",
        "Self-host tracekit with one command",
        "bin/up",
        "docker compose up -d",
    ):
        assert words in text


@pytest.mark.django_db
def test_the_address_of_the_source_code_is_a_setting(client: Client, settings: Settings) -> None:
    assert "Source code" not in get_page(client, "/")
    settings.SOURCE_URL = SOURCE
    assert get_page(client, "/").count(f'href="{SOURCE}"') == 2
    assert get_page(client, "/privacy/").count(f'href="{SOURCE}"') == 1


def test_the_page_costs_one_query_at_most_and_none_with_sign_up_open(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(1):
        get_page(client, "/")
    settings.SIGNUP = "open"
    with django_assert_num_queries(0):
        get_page(client, "/")


@pytest.mark.django_db
def test_the_page_weighs_less_than_40_kb(client: Client) -> None:
    assert len(get_page(client, "/")) < 40_000

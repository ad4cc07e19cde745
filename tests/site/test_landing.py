"""`/` shows strangers the landing page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.markup import get_page

NO_ACCOUNT = "No account yet"
SIGNUP_CLOSED = "Sign-ups are closed."
SIGNUP_LINK = 'href="/account/signup/"'


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
    assert f'class="button button-primary button-large" {SIGNUP_LINK}' in page
    assert NO_ACCOUNT not in page


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

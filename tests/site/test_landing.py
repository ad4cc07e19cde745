"""`/` for a stranger."""

import pytest
from django.test import Client

from tests.markup import compact

NO_ACCOUNT = "No account yet"
CLOSED = "This install takes no new accounts."
SIGN_UP = 'href="/account/signup/"'


def landing(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return compact(answer.content.decode())


@pytest.mark.django_db
def test_with_no_account_it_points_at_the_printed_link(client):
    page = landing(client)
    assert NO_ACCOUNT in page
    assert SIGN_UP not in page
    assert CLOSED not in page


def test_with_sign_up_closed_there_is_only_sign_in(client, alice):
    page = landing(client)
    assert CLOSED in page
    assert 'href="/account/login/"' in page
    assert SIGN_UP not in page
    assert NO_ACCOUNT not in page


@pytest.mark.django_db
def test_with_sign_up_open_signing_up_is_the_next_step(client, settings):
    settings.SIGNUP = "open"
    page = landing(client)
    assert f'class="button button-primary button-large" {SIGN_UP}' in page
    assert NO_ACCOUNT not in page


def test_it_costs_one_query_at_most_and_none_with_sign_up_open(client, settings, django_assert_num_queries, db):
    with django_assert_num_queries(1):
        landing(client)
    settings.SIGNUP = "open"
    with django_assert_num_queries(0):
        landing(client)


@pytest.mark.django_db
def test_it_weighs_less_than_40_kb(client):
    assert len(landing(client)) < 40_000

"""The calendar lists the first steps until all of them are done, or the athlete dismisses the list."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from matching.corrections import ActivityReference, IgnoredDifference
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres

YEAR = "/calendar/2026/"
LIST = re.compile(r'<section class="card card-body cluster cluster-wide first-steps".*?</section>', re.DOTALL)


def first_steps(client: Client) -> str:
    """Returns the text of the list; empty when there is none."""
    match = LIST.search(client.get(YEAR).content.decode())
    return visible_text(match[0]) if match else ""


def create_difference() -> None:
    """Creates a ride whose name differs on Strava."""
    create_workout(name="Three passes before lunch")
    store_records(build_record(name="Morning Ride"))


def test_a_step_is_done_once_the_data_says_so(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    assert first_steps(alice_client).startswith("First steps 1 of 3 done")
    assert "Add files, done" in first_steps(alice_client)
    assert "Review" not in first_steps(alice_client)
    create_connection()
    assert first_steps(alice_client).startswith("First steps 2 of 3 done")
    Authenticator.objects.create(user=as_alice, type=Authenticator.Type.TOTP, data={})
    assert first_steps(alice_client) == ""


def test_a_difference_is_a_step_until_something_was_written(as_alice: Account, alice_client: Client) -> None:
    connection = create_connection()
    create_difference()
    assert "2 of 4 done" in first_steps(alice_client)
    assert 'href="/review/2026/05/">Review a difference</a>' in get_page(alice_client, YEAR)
    values = {"provider_id": "1", "field": "name", "expected_before": "a", "desired_after": "b", "state": "done"}
    create_write_back(connection=connection, ended_at=timezone.now(), **values)
    assert "3 of 4 done" in first_steps(alice_client)


def test_an_ignored_difference_is_a_reviewed_one(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    create_difference()
    reference = ActivityReference.objects.create(digest="0" * 64)
    IgnoredDifference.objects.create(reference=reference, field="name")
    assert "3 of 4 done" in first_steps(alice_client)


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_dismissed_list_stays_away(as_alice: Account, alice_client: Client, is_htmx: bool) -> None:
    create_workout()
    response = alice_client.post("/first-steps/dismiss/", headers={"HX-Request": "true"} if is_htmx else {})
    expected = (200, b"") if is_htmx else (303, b"")
    assert (response.status_code, response.content) == expected
    assert first_steps(alice_client) == ""
    assert not Account.objects.get(pk=as_alice.pk).has_first_steps


def test_a_second_factor_changes_a_page_that_the_browser_has(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    alice_client.get("/privacy/")  # sets the cookie of the CSRF token
    tag = alice_client.get(YEAR).headers["ETag"]
    assert alice_client.get(YEAR, headers={"if-none-match": tag}).status_code == 304
    Authenticator.objects.create(user=as_alice, type=Authenticator.Type.TOTP, data={})
    assert alice_client.get(YEAR, headers={"if-none-match": tag}).status_code == 200


def test_a_demo_has_no_list(as_alice: Account, alice_client: Client, settings: Settings) -> None:
    create_workout()
    Account.objects.update(demo_until=timezone.now())
    assert first_steps(alice_client) == ""


def test_the_list_costs_one_query_and_none_once_it_is_dismissed(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    create_workout(may_10_plus(days=1))
    count = count_page_queries(alice_client, YEAR)
    alice_client.post("/first-steps/dismiss/")
    assert count_page_queries(alice_client, YEAR) == count - 1
    assert count <= 8

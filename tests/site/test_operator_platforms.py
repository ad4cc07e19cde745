"""The operator's page of platforms shows limits, outages, queues and outcomes, and nothing of an account."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.transmissions import count_transmission
from providers.models import CallCount, CircuitBreaker, RateLimitWindow, WebhookSubscription
from providers.sandbox.server import Sandbox
from providers.services.call_counts import COUNTED_FOR, delete_old_call_counts
from tests.markup import get_page
from tests.providers.conftest import sandbox
from tests.providers.factories import connected, pulled
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs
from tests.site.operators import sign_in_client

__all__ = ["sandbox"]

pytestmark = pytest.mark.postgres

ADDRESS = "/operator/platforms/"


def text_of(operator: Account) -> str:
    """Returns the page as the operator gets it, with single spaces."""
    return " ".join(get_page(sign_in_client(operator), ADDRESS).split())


def test_an_empty_install_says_that_nothing_happened(operator: Account) -> None:
    page = text_of(operator)
    assert "No call was made in the last 7 days." in page
    assert "No service has failed yet." in page
    assert "No service with a rate limit is registered" in page
    assert "No service sends events here." in page


def test_outcomes_are_counted_for_all_accounts_together(
    sandbox: Sandbox, operator: Account, alice: Account, mallory: Account
) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            athlete = connected(sandbox, "none")
            athlete.fail("500")
            run_jobs()
    counts = dict(CallCount.objects.values_list("outcome", "count"))
    assert counts["status"] == 2
    assert counts["ok"] >= 2
    page = text_of(operator)
    assert f'Strava (sandbox)</th><td>ok</td><td class="numeric">{counts["ok"]}</td>' in page
    assert '<td>status</td><td class="numeric">2</td><td class="numeric">2</td>' in page
    for account in (alice, mallory):
        assert str(account.pk) not in page.partition("<main")[2]
        assert account.email not in page.partition("<main")[2]


def test_counts_of_another_day_are_in_the_week_alone_and_go_after_it(operator: Account) -> None:
    now = timezone.now()
    for age, outcome in ((timedelta(days=2), "limit"), (COUNTED_FOR + timedelta(hours=2), "garbled")):
        row = {"provider": "strava", "registration_name": "strava", "outcome": outcome, "count": 7}
        CallCount.objects.create(hour=now - age, **row)
    assert '<td>limit</td><td class="numeric">0</td><td class="numeric">7</td>' in text_of(operator)
    delete_old_call_counts()
    assert list(CallCount.objects.values_list("outcome", flat=True)) == ["limit"]


def test_budgets_stand_against_their_windows(operator: Account, settings: Settings) -> None:
    urls = dict.fromkeys(("api_url", "oauth_url", "site_url"), "http://127.0.0.1:9")
    settings.REGISTRATIONS = {"strava": {"client_id": "1", "client_secret": "secret", **urls}}
    RateLimitWindow.objects.create(
        registration_name="strava", kind="read", window_s=900, call_limit=100, used=37, started_at=timezone.now()
    )
    page = text_of(operator)
    assert '<progress value="37" max="100"' in page
    assert "37 of 100" in page


def test_an_open_breaker_says_since_when(operator: Account) -> None:
    opened_at = timezone.now() - timedelta(minutes=5)
    CircuitBreaker.objects.create(registration_name="strava", opened_at=opened_at, cause="outage", probe_at=opened_at)
    page = text_of(operator)
    assert "no answer" in page
    assert f"{opened_at:%H:%M}</time>" in page


def test_queues_are_counted_by_lane_with_the_oldest_due_job(operator: Account, alice: Account) -> None:
    with owner_scope(alice):
        due_at = timezone.now() - timedelta(minutes=10)
        for number, lane in enumerate((Lane.CLICK, Lane.BACKFILL, Lane.BACKFILL)):
            Job.objects.create(kind="pull.first", dedup_key=str(number), lane=lane, not_before=due_at)
    page = text_of(operator)
    assert 'Backfill</th><td class="numeric">2</td>' in page
    assert 'Webhook</th><td class="numeric">0</td>' in page
    assert page.count("10 min") == 2


def test_subscriptions_are_listed(operator: Account) -> None:
    address = "https://tracekit.example/webhooks/strava/"
    WebhookSubscription.objects.create(registration_name="strava", subscription_id="1", callback_url=address)
    assert address in text_of(operator)


def test_the_page_takes_as_many_queries_for_many_accounts(
    sandbox: Sandbox, operator: Account, alice: Account, mallory: Account
) -> None:
    client = sign_in_client(operator)
    client.get(ADDRESS)
    before = count_page_queries(client, ADDRESS)
    for account in (alice, mallory):
        with owner_scope(account):
            pulled(sandbox, "none")
            count_transmission("strava", "pull.first")
    assert count_page_queries(client, ADDRESS) == before <= 18

"""The operator is told when athletes go to a platform's consent page and none comes back any more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import crossing, owner_scope
from providers.models import OAuthState
from tests.factories import AccountFactory
from tests.markup import get_page
from tests.site.operators import sign_in_client

pytestmark = pytest.mark.postgres

BANNER = "athletes went to Strava’s consent page in the last 7 days, and none came back."


@pytest.fixture
def athletes(db: None, settings: Settings) -> list[Account]:
    """Returns athletes of an install with an application of its own, each of whom has gone to the consent page."""
    host = "https://strava.example"
    urls = {"api_url": host, "oauth_url": host, "site_url": host}
    settings.REGISTRATIONS = {"strava": {"client_id": "77", "client_secret": "hush", **urls}}
    accounts = [AccountFactory.create(is_time_zone_confirmed=True) for _ in range(3)]
    for account in accounts:
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Refresh" in client.post("/connections/new/strava/").headers
    change_visits(created_at=timezone.now() - timedelta(hours=2))
    return accounts


def change_visits(**values: object) -> None:
    with crossing():
        OAuthState.across_accounts.update(**values)


def get_index(operator: Account) -> str:
    return get_page(sign_in_client(operator), "/operator/")


def test_three_athletes_who_never_return_are_a_banner(operator: Account, athletes: list[Account]) -> None:
    page = get_index(operator)
    assert f"3 {BANNER}" in page
    assert 'href="https://www.strava.com/settings/api"' in page
    assert not [account for account in athletes if account.email in page]


def test_an_athlete_who_returns_later_ends_it(operator: Account, athletes: list[Account]) -> None:
    with owner_scope(athletes[0]):
        OAuthState.objects.update(answered_at=timezone.now() - timedelta(hours=3))
        OAuthState.objects.create(provider="strava", registration_name="strava", state_hash="before")
    assert BANNER not in get_index(operator)  # two are left
    with owner_scope(AccountFactory.create()):
        earlier = timezone.now() - timedelta(hours=2)
        OAuthState.objects.create(provider="strava", registration_name="strava", state_hash="x", created_at=earlier)
    assert f"3 {BANNER}" in get_index(operator)  # the answer came before them
    with owner_scope(athletes[0]):
        OAuthState.objects.filter(answered_at__isnull=False).update(answered_at=timezone.now())
    assert BANNER not in get_index(operator)


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": timezone.now() - timedelta(days=8)},
        {"created_at": timezone.now() + timedelta(minutes=5)},
        {"registration_name": "sandbox"},
        {"answered_at": timezone.now()},
    ],
    ids=["long ago", "still on the page", "at the sandbox", "all came back"],
)
def test_other_visits_are_not_unusual(operator: Account, athletes: list[Account], values: dict[str, object]) -> None:
    change_visits(**values)
    assert BANNER not in get_index(operator)


def test_one_athlete_who_tries_often_counts_once(operator: Account, athletes: list[Account]) -> None:
    with owner_scope(athletes[1]):
        OAuthState.objects.all().delete()
    with owner_scope(athletes[0]):
        OAuthState.objects.create(provider="strava", registration_name="strava", state_hash="again")
    change_visits(created_at=timezone.now() - timedelta(hours=2))
    assert BANNER not in get_index(operator)

"""A prepared query finds the rows of the current owner for the arguments of each call, and of nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Account
from accounts.prepared_query import PreparedQuery
from accounts.scope import NoOwner, owner_scope
from activities.models import Activity
from tests.factories import ActivityFactory
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MAY_3 = datetime(2026, 5, 3, 12, tzinfo=UTC)

starts_since = PreparedQuery(
    lambda since: (
        Activity.objects.filter(started_at__gte=since).order_by("started_at").values_list("started_at", "name")
    ),
    MAY_3,
)


def test_it_answers_with_the_values_that_the_queryset_gives(as_alice: Account) -> None:
    for days in range(3):
        ActivityFactory.create(started_at=MAY_3 + timedelta(days=days), name=f"ride {days}")
    for days in range(4):
        since = MAY_3 + timedelta(days=days)
        expected = (
            Activity.objects.filter(started_at__gte=since).order_by("started_at").values_list("started_at", "name")
        )
        assert starts_since(since) == list(expected)


def test_it_finds_the_rows_of_the_owner_whose_scope_is_open(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            ActivityFactory.create(name=account.email)
    for account in (mallory, alice):
        with owner_scope(account):
            assert [name for _, name in starts_since(MAY_3)] == [account.email]


def test_it_finds_nothing_outside_of_a_scope(db: None) -> None:
    with pytest.raises(NoOwner):
        starts_since(MAY_3)


def test_each_call_is_one_query(as_alice: Account) -> None:
    assert count_queries(lambda: starts_since(MAY_3)) == 1


def test_an_argument_that_the_query_changes_is_refused(as_alice: Account) -> None:
    shifted = PreparedQuery(
        lambda since: Activity.objects.filter(started_at__gte=since - timedelta(hours=1)).values_list("pk"), MAY_3
    )
    with pytest.raises(ValueError, match="argument 1"):
        shifted(MAY_3)


def test_an_argument_that_changes_the_query_itself_is_refused(as_alice: Account) -> None:
    sliced = PreparedQuery(lambda count: Activity.objects.values_list("pk")[:count], 1)
    with pytest.raises(ValueError, match="argument 1"):
        sliced(2)

"""Counts and states, never an athlete's activities; and bad questions get an answer, never a crash."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from tests.accounts.sentinels import SentinelRows
from tests.house.test_every_address import addresses
from tests.site.operators import job_of, operator_account, signed_in

pytestmark = pytest.mark.postgres

LISTS = ("/operator/accounts/account/", "/operator/jobs/job/", "/operator/jobs/worker/")
ODD = ["abc", "-1", "9" * 40, "x\0y", "'", "%", "🚲"]
QUESTIONS = [
    "q",
    "p",
    "o",
    "all",
    "e",
    "_popup",
    "_to_field",
    "kind",
    "state__exact",
    "lane__exact",
    "is_active__exact",
]


@pytest.fixture
def at_the_desk(db: None) -> Client:
    return signed_in(operator_account(), raise_request_exception=False)


@pytest.fixture
def planter(alice: Account) -> SentinelRows:
    """A value that can be recognised in every column of every table, but no more in her job than a job has."""
    planter = SentinelRows(alice, "Xdeskx", 1983)
    planter.create_everywhere()
    Job.across_accounts.update(kind="files.read", state="stopped", not_before=timezone.now(), lease_until=None)
    return planter


def pages(account: Account) -> Iterator[str]:
    """Every page of the desk; those of one row, of each row there is."""
    tables = {"accounts/account": Account.objects.all(), "jobs/job": Job.across_accounts.all()}
    for address in addresses():
        if address.pattern.startswith("operator/"):
            rows = next((rows for name, rows in tables.items() if name in address.pattern), Worker.objects.all())
            for row in rows if "<" in address.pattern else [account]:
                yield address.path(object_id=str(row.pk))
    yield from (f"{LISTS[0]}?q={account.email}", f"{LISTS[1]}?q={account.pk}")


def test_no_page_shows_anything_of_an_athletes_activities(at_the_desk: Client, planter: SentinelRows) -> None:
    Worker.objects.create(host="here", pid=1)
    answers = [at_the_desk.get(address, follow=True) for address in pages(planter.account)]
    assert {answer.status_code for answer in answers} == {200, 403}
    told = "\n".join(answer.content.decode() for answer in answers)
    assert told.count(planter.account.email) > 3
    assert str(planter.account.pk) in told
    secret = planter.values - {planter.account.email, planter.account.pk.hex}
    assert len(secret) > 50
    assert {value for value in secret if value in told} == set()


def test_no_page_asks_for_a_file_of_djangos(at_the_desk: Client, planter: SentinelRows) -> None:
    for address in pages(planter.account):
        assert "static/admin/" not in at_the_desk.get(address, follow=True).content.decode()


def test_looking_changes_nothing(at_the_desk: Client, planter: SentinelRows) -> None:
    def kept() -> list[object]:
        return [list(Account.objects.order_by("pk").values()), list(Job.across_accounts.values())]

    before = kept()
    for address in pages(planter.account):
        at_the_desk.get(address)
    assert kept() == before


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("address", LISTS)
def test_an_odd_question_is_answered(at_the_desk: Client, alice: Account, address: str, odd: str) -> None:
    job_of(alice, "queued")
    for question in QUESTIONS:
        for query in ({question: odd}, {question: odd, "e": "1"}):
            assert at_the_desk.get(address, query).status_code in (200, 302, 400), query


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("address", LISTS)
def test_an_odd_row_is_no_row(at_the_desk: Client, alice: Account, address: str, odd: str) -> None:
    job_of(alice, "queued")
    for form in ({"index": "0"}, {"index": odd}, {}):
        for action in ("deactivate", "retry", "delete_selected", odd):
            answer = at_the_desk.post(address, {"action": action, "_selected_action": odd, **form})
            assert answer.status_code in (200, 302, 400)
    for page in ("change", "history"):
        assert at_the_desk.get(f"{address}{odd}/{page}/").status_code in (302, 404)
    assert Account.objects.filter(is_active=True).count() == 2


def test_a_button_without_a_row_changes_nothing_and_says_so(at_the_desk: Client, alice: Account) -> None:
    answer = at_the_desk.post(LISTS[0], {"action": "deactivate", "index": "0"}, follow=True)
    assert "must be selected" in answer.content.decode()
    assert Account.objects.filter(is_active=True).count() == 2

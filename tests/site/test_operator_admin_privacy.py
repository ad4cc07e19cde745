"""The operator's admin shows counts and states, never an athlete's activities, and survives malformed requests."""

from collections.abc import Iterator

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.models import Account, Erasure
from accounts.services.request_erasure import start_erasure
from providers.models import Connection
from tests.accounts.sentinels import SentinelRows
from tests.factories import AccountFactory
from tests.house.addresses import addresses
from tests.site.operators import create_job
from tracekit_site.account_export.export import Export

pytestmark = pytest.mark.postgres

LISTS = (
    *("/operator/accounts/account/", "/operator/jobs/job/", "/operator/jobs/worker/"),
    *("/operator/accounts/erasure/", "/operator/tracekit_site/export/", "/operator/admin/logentry/"),
)
MALFORMED = ["", "abc", "-1", "9" * 40, "x\0y", "'", "%", "🚲"]
PARAMETERS = [
    *("q", "p", "o", "all", "e", "_popup", "_to_field"),
    *("kind", "state__exact", "lane__exact", "is_active__exact", "sign_up"),
]


@pytest.fixture
def sentinel_rows(alice: Account) -> SentinelRows:
    """Returns sentinels in every column of every table, but what operators see holds only what it may hold.

    That is the kind of a job, the state, the times and the counts of an export, fixed words and ids in the audit trail,
    and the time of a connection's last sync.
    """
    rows = SentinelRows(alice, "Xdeskx", 1983)
    rows.create_everywhere()
    Job.across_accounts.update(kind="files.read", state="stopped", not_before=timezone.now(), lease_until=None)
    now = timezone.now()
    Export.across_accounts.update(state="ready", created_at=now, ready_at=now, file_count=3, files_done=1)
    log_entry = {"action_time": now, "change_message": "Suspended.", "object_id": str(alice.pk), "object_repr": "-"}
    LogEntry.objects.update(**log_entry)
    Connection.across_accounts.update(pulled_at=now, connected_at=now)
    start_erasure(AccountFactory.create().pk)
    return rows


def admin_addresses(account: Account) -> Iterator[str]:
    """Yields the address of every admin page; those of one row for each row that exists."""
    tables = {
        "accounts/account": Account.objects.all(),
        "jobs/job": Job.across_accounts.all(),
        "accounts/erasure": Erasure.objects.all(),
        "tracekit_site/export": Export.across_accounts.all(),
        "admin/logentry": LogEntry.objects.all(),
    }
    for address in addresses():
        if address.pattern.startswith("operator/"):
            rows = next((rows for name, rows in tables.items() if name in address.pattern), Worker.objects.all())
            for row in rows if "<" in address.pattern else [account]:
                yield address.path(object_id=str(row.pk))
    yield from (f"{LISTS[0]}?q={account.email}", f"{LISTS[1]}?q={account.pk}")


def test_no_page_shows_anything_of_an_athletes_activities(operator_client: Client, sentinel_rows: SentinelRows) -> None:
    account = sentinel_rows.account
    Worker.objects.create(host="here", pid=1)
    responses = [operator_client.get(address, follow=True) for address in admin_addresses(account)]
    assert {response.status_code for response in responses} == {200, 403}
    text = "\n".join(response.content.decode() for response in responses)
    assert text.count(account.email) > 3
    assert str(account.pk) in text
    private = sentinel_rows.values - {account.email, account.pk.hex}
    assert len(private) > 50
    assert {value for value in private if value in text} == set()


def test_no_page_loads_a_file_of_djangos_admin(operator_client: Client, sentinel_rows: SentinelRows) -> None:
    for address in admin_addresses(sentinel_rows.account):
        assert "static/admin/" not in operator_client.get(address, follow=True).content.decode()


def test_reading_pages_changes_nothing(operator_client: Client, sentinel_rows: SentinelRows) -> None:
    def read_rows() -> list[object]:
        return [list(Account.objects.order_by("pk").values()), list(Job.across_accounts.values())]

    before = read_rows()
    for address in admin_addresses(sentinel_rows.account):
        operator_client.get(address)
    assert read_rows() == before


@pytest.mark.parametrize("value", MALFORMED)
@pytest.mark.parametrize("address", LISTS)
def test_a_malformed_query_is_answered(operator_client: Client, alice: Account, address: str, value: str) -> None:
    create_job(alice, "queued")
    for parameter in PARAMETERS:
        for query in ({parameter: value}, {parameter: value, "e": "1"}):
            assert operator_client.get(address, query).status_code in (200, 302, 400), query


@pytest.mark.parametrize("value", [*MALFORMED, "id", "password", "owner"])
def test_a_malformed_query_of_one_row_is_answered(operator_client: Client, alice: Account, value: str) -> None:
    job = create_job(alice, "queued")
    pages = [f"{LISTS[0]}{alice.pk}/change/", f"{LISTS[1]}{job.pk}/change/", f"{LISTS[1]}{job.pk}/history/"]
    for address in pages:
        for parameter in (*PARAMETERS, "_changelist_filters"):
            assert operator_client.get(address, {parameter: value}).status_code in (200, 302, 400, 404), parameter


@pytest.mark.parametrize("value", [text for text in MALFORMED if text])
@pytest.mark.parametrize("address", LISTS)
def test_a_malformed_row_id_matches_no_row(operator_client: Client, alice: Account, address: str, value: str) -> None:
    create_job(alice, "queued")
    for fields in ({"index": "0"}, {"index": value}, {}):
        for action in ("suspend", "retry", "delete_selected", value):
            response = operator_client.post(address, {"action": action, "_selected_action": value, **fields})
            assert response.status_code in (200, 302, 400)
    for page in ("change", "history"):
        assert operator_client.get(f"{address}{value}/{page}/").status_code in (302, 404)
    assert Account.objects.filter(is_active=True).count() == 2


def test_an_action_without_a_row_changes_nothing_and_says_so(operator_client: Client, alice: Account) -> None:
    response = operator_client.post(LISTS[0], {"action": "suspend", "index": "0"}, follow=True)
    assert "must be selected" in response.content.decode()
    assert Account.objects.filter(is_active=True).count() == 2

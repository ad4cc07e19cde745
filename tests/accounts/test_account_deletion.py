"""Deleting an account deletes everything of it before the response."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError
from django.test import Client

from accounts.jobs.kinds import JOB_KINDS, JobKind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.lock_account import lock_account
from tests.accounts.dump import database_dump, store_dump
from tests.accounts.sentinels import SentinelRows, models_of_an_account
from tests.factories import PASSWORD
from tests.markup import compact

pytestmark = pytest.mark.postgres

ALICE, MALLORY = "Xalicex", "Xmalloryx"


@pytest.fixture
def rows_of_alice(alice: Account, alice_client: Client) -> SentinelRows:
    """Creates rows of Alice in every table, and files."""
    return create_rows(alice, ALICE, 1987)


@pytest.fixture
def rows_of_mallory(mallory: Account, mallory_client: Client) -> SentinelRows:
    """Creates rows of Mallory in every table, and files."""
    return create_rows(mallory, MALLORY, 1989)


def create_rows(account: Account, word: str, year: int) -> SentinelRows:
    rows = SentinelRows(account, word, year)
    rows.create_everywhere()
    storages["source_files"].save(f"{account.pk}/left-over", ContentFile(f"{word} left over".encode()))
    return rows


def stored_text() -> str:
    """Returns everything that is stored, without the dashes that some databases put into ids."""
    return f"{database_dump()}\n{store_dump()}".replace("-", "")


def has_year(year: int, text: str) -> bool:
    """Returns whether a date or number of the year is in the text; microseconds do not count."""
    return re.search(rf"(?<![\w.]){year}", text) is not None


def delete_account(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/settings/danger/", {"current_password": password})


def test_everything_of_a_deleted_account_is_deleted_before_the_response(
    alice_client: Client, rows_of_alice: SentinelRows
) -> None:
    before = stored_text()
    assert {value for value in rows_of_alice.values if value.replace("-", "") not in before} == set()
    assert before.count(f"{ALICE} bytes") == before.count(f"{ALICE} left over") == 1
    response = delete_account(alice_client)
    assert (response.status_code, "Your account was deleted" in response.content.decode()) == (200, True)
    after = stored_text()
    assert {value for value in rows_of_alice.values if value.replace("-", "") in after} == set()
    assert ALICE not in after
    assert not has_year(1987, after)


def test_sentinels_are_in_every_table_of_an_account(rows_of_alice: SentinelRows) -> None:
    assert set(models_of_an_account()) <= set(rows_of_alice.rows)
    assert {
        "accounts.Session",
        "accounts.OneTimeLink",
        "mfa.Authenticator",
        "jobs.Job",
        "activities.Activity",
        "matching.Workout",
    } <= {model._meta.label for model in rows_of_alice.rows}


def test_another_account_keeps_everything(
    alice_client: Client, rows_of_alice: SentinelRows, rows_of_mallory: SentinelRows
) -> None:
    def rows_of_neighbour() -> list[str]:
        lines = stored_text().splitlines()
        return [
            line for line in lines if rows_of_mallory.account.pk.hex in line or MALLORY in line or has_year(1989, line)
        ]

    before = rows_of_neighbour()
    assert len(before) > len(models_of_an_account())
    delete_account(alice_client)
    assert rows_of_neighbour() == before


def test_a_deleted_account_is_signed_out_everywhere(alice_client: Client, alice: Account) -> None:
    other_browser = Client()
    other_browser.force_login(alice)
    delete_account(alice_client)
    for client in (alice_client, other_browser):
        assert client.get("/settings/profile/").status_code == 302


@pytest.mark.parametrize("password", ["", "a guess of mine"])
def test_a_wrong_password_deletes_nothing(alice_client: Client, rows_of_alice: SentinelRows, password: str) -> None:
    before = stored_text()
    assert "Delete my account</button>" in compact(delete_account(alice_client, password).content.decode())
    assert stored_text() == before


def test_the_deletion_page_lists_what_it_would_delete_and_deletes_nothing(
    alice_client: Client, rows_of_alice: SentinelRows
) -> None:
    before = stored_text()
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "1 activity · 1 workout · 1 file, " in page
    assert stored_text() == before


def test_a_running_job_of_a_deleted_account_stores_nothing(alice_client: Client, alice: Account) -> None:
    ran = []

    def run_step(claim: object) -> bool:
        ran.append(delete_account(alice_client).status_code)
        lock_account()
        raise AssertionError("there is no account to work for")

    with patch.dict(JOB_KINDS, test=JobKind("test", Lane.CLICK, run_step)):
        with owner_scope(alice):
            job = Job.objects.create(kind="test", lane=Lane.CLICK)
        assert run_job(job.pk)
    assert ran == [200]
    assert alice.pk.hex not in stored_text()


def test_the_email_of_a_deleted_account_can_sign_up_again(alice_client: Client, rows_of_alice: SentinelRows) -> None:
    delete_account(alice_client)
    account = Account.objects.create_user("alice@example.org", PASSWORD)
    assert account.pk != rows_of_alice.account.pk


@pytest.mark.parametrize("address", ["/files/uploads/", "/settings/profile/zone/"])
def test_a_request_whose_account_was_deleted_meanwhile_redirects_home(
    alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The account is deleted between the start of the request and its first row."""

    def delete_meanwhile(**fields: object) -> None:
        Account.objects.filter(pk=alice.pk).delete()
        raise IntegrityError("foreign key")

    monkeypatch.setattr("matching.web.views.upload.Upload.objects.create", delete_meanwhile)
    monkeypatch.setattr("accounts.views.time_zone.save_profile", lambda account, **values: delete_meanwhile())
    response = alice_client.post(address, {"time_zone": "UTC"})
    assert (response.status_code, response["Location"]) == (302, "/")

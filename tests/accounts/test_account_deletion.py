"""Deleting an account: everything of it is gone in the answer."""

import re
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
def alices(alice: Account, alice_client: Client) -> SentinelRows:
    """Rows and files of Alice in every table."""
    return planted(alice, ALICE, 1987)


@pytest.fixture
def mallorys(mallory: Account, mallory_client: Client) -> SentinelRows:
    """The same of Mallory."""
    return planted(mallory, MALLORY, 1989)


def planted(account: Account, word: str, year: int) -> SentinelRows:
    planter = SentinelRows(account, word, year)
    planter.create_everywhere()
    storages["source_files"].save(f"{account.pk}/left-over", ContentFile(f"{word} left over".encode()))
    return planter


def kept() -> str:
    """Everything that is kept, without the dashes that some databases put into ids."""
    return f"{database_dump()}\n{store_dump()}".replace("-", "")


def of_year(year: int, text: str) -> bool:
    """Whether a date or number that was planted for the year is in the text; microseconds are none."""
    return re.search(rf"(?<![\w.]){year}", text) is not None


def leave(client: Client, password: str = PASSWORD):
    return client.post("/settings/danger/", {"current_password": password})


def test_everything_of_the_account_is_gone_in_the_answer(alice_client: Client, alices: SentinelRows) -> None:
    before = kept()
    assert {value for value in alices.values if value.replace("-", "") not in before} == set()
    assert before.count(f"{ALICE} bytes") == before.count(f"{ALICE} left over") == 1
    answer = leave(alice_client)
    assert (answer.status_code, "Your account is deleted" in answer.content.decode()) == (200, True)
    after = kept()
    assert {value for value in alices.values if value.replace("-", "") in after} == set()
    assert ALICE not in after
    assert not of_year(1987, after)


def test_the_sentinels_are_in_every_table_of_an_account(alices: SentinelRows) -> None:
    assert set(models_of_an_account()) <= set(alices.rows)
    assert {
        "accounts.Session",
        "accounts.OneTimeLink",
        "mfa.Authenticator",
        "jobs.Job",
        "activities.Activity",
        "matching.Workout",
    } <= {model._meta.label for model in alices.rows}


def test_the_neighbour_keeps_everything(alice_client: Client, alices: SentinelRows, mallorys: SentinelRows) -> None:
    def hers() -> list[str]:
        lines = kept().splitlines()
        return [line for line in lines if mallorys.account.pk.hex in line or MALLORY in line or of_year(1989, line)]

    before = hers()
    assert len(before) > len(models_of_an_account())
    leave(alice_client)
    assert hers() == before


def test_the_browser_is_signed_out_and_so_are_all_others(alice_client: Client, alice: Account) -> None:
    other = Client()
    other.force_login(alice)
    leave(alice_client)
    for client in (alice_client, other):
        assert client.get("/settings/profile/").status_code == 302


@pytest.mark.parametrize("password", ["", "a guess of mine"])
def test_without_the_password_nothing_is_deleted(alice_client: Client, alices: SentinelRows, password: str) -> None:
    before = kept()
    assert "Delete my account</button>" in compact(leave(alice_client, password).content.decode())
    assert kept() == before


def test_looking_deletes_nothing_and_says_what_would_go(alice_client: Client, alices: SentinelRows) -> None:
    before = kept()
    shown = compact(alice_client.get("/settings/danger/").content.decode())
    assert "1 activity · 1 workout · 1 file, " in shown
    assert kept() == before


def test_a_job_that_is_running_keeps_nothing(alice_client: Client, alice: Account) -> None:
    ran = []

    def slice_of_work(claim: object) -> bool:
        ran.append(leave(alice_client).status_code)
        lock_account()
        raise AssertionError("there is no account to work for")

    with patch.dict(JOB_KINDS, test=JobKind("test", Lane.CLICK, slice_of_work)):
        with owner_scope(alice):
            job = Job.objects.create(kind="test", lane=Lane.CLICK)
        assert run_job(job.pk)
    assert ran == [200]
    assert alice.pk.hex not in kept()


def test_somebody_can_sign_up_with_the_same_email_again(alice_client: Client, alices: SentinelRows) -> None:
    leave(alice_client)
    again = Account.objects.create_user("alice@example.org", PASSWORD)
    assert again.pk != alices.account.pk


@pytest.mark.parametrize("address", ["/files/uploads/", "/settings/profile/zone/"])
def test_what_another_browser_was_doing_ends_on_the_first_page(
    alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The account goes between the request's beginning and its first row."""

    def gone(**fields: object) -> None:
        Account.objects.filter(pk=alice.pk).delete()
        raise IntegrityError("foreign key")

    monkeypatch.setattr("matching.web.views.upload.Upload.objects.create", gone)
    monkeypatch.setattr("accounts.views.time_zone.save_profile", lambda account, **told: gone())
    answer = alice_client.post(address, {"time_zone": "UTC"})
    assert (answer.status_code, answer["Location"]) == (302, "/")

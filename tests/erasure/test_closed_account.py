"""From the confirmation on nothing is read or written for the account, by nobody."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.jobs.claims import Claim, LeaseLost
from accounts.jobs.kinds import JOB_KINDS, JobKind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.models import Account, OutboxEntry
from accounts.scope import OwnerDeleted, owner_scope
from accounts.services.lock_account import lock_account
from accounts.services.outbox import deliver_outbox
from accounts.services.request_erasure import start_erasure
from accounts.services.suspend import resume_account
from activities.models import Activity
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services import authorization, pull_page
from providers.services.connect import connect
from providers.services.gear import with_gear
from providers.services.tokens import fresh_tokens
from tests.connections.clients import consent_page_for, give_consent
from tests.erasure.requests import confirm, run_erasures
from tests.providers.factories import connected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


def test_a_running_job_stores_nothing_more(alice_client: Client, alice: Account) -> None:
    ended = []

    def run_step(claim: Claim) -> bool:
        confirm(alice_client)
        for write in (lock_account, claim.renew_lease):
            with pytest.raises((OwnerDeleted, LeaseLost)) as error:
                write()
            ended.append(error.type)
        lock_account()
        raise AssertionError("the account is closed")

    with patch.dict(JOB_KINDS, test=JobKind("test", Lane.CLICK, run_step)):
        with owner_scope(alice):
            jobs = [Job.objects.create(kind="test", lane=Lane.CLICK, provider=name) for name in ("", "strava")]
        assert run_job(jobs[0].pk)
        assert not run_job(jobs[1].pk)
    assert ended == [OwnerDeleted, LeaseLost]
    assert not Job.across_accounts.exists()


def test_a_pull_that_is_under_way_calls_nobody_more_and_stores_nothing(
    sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform answers after the erasure was confirmed."""
    with owner_scope(alice):
        connected(sandbox, "small")

    def confirm_first(*args: Any, **options: Any) -> Any:
        start_erasure(alice.pk)
        return with_gear(*args, **options)

    monkeypatch.setattr(pull_page, "with_gear", confirm_first)
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        with pytest.raises(OwnerDeleted):
            fresh_tokens(Connection.objects.get())


def test_a_consent_that_waits_in_the_outbox_is_not_exchanged(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice_client.get(give_consent(consent_page_for(alice_client)))
    assert OutboxEntry.objects.filter(kind="providers.exchange").exists()
    start_erasure(alice.pk)
    exchanges: list[object] = []
    monkeypatch.setattr("providers.services.authorization._exchange", lambda *values: exchanges.append(values))
    deliver_outbox()
    assert not OutboxEntry.objects.exists()
    assert exchanges == []


def test_a_grant_that_arrives_after_the_confirmation_is_revoked(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure is confirmed while the platform exchanges the code."""
    code = sandbox.database.athletes.create("small")
    alice_client.get(give_consent(consent_page_for(alice_client), code=code))

    def confirm_first(*values: Any) -> object:
        start_erasure(alice.pk)
        return connect(*values)

    monkeypatch.setattr(authorization, "connect", confirm_first)
    deliver_outbox()
    assert not OutboxEntry.objects.exists()
    assert [grant.is_alive for grant in sandbox.database.grants.for_athlete(code)] == [False]


def test_an_operator_cannot_unlock_a_closed_account(alice: Account) -> None:
    start_erasure(alice.pk)
    resume_account(alice)
    alice.refresh_from_db()
    assert not alice.is_active
    run_erasures()
    assert not Account.objects.exists()


@pytest.mark.parametrize("address", ["/files/uploads/", "/settings/profile/zone/"])
def test_a_request_whose_account_was_erased_meanwhile_redirects_home(
    alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The account is deleted between the start of the request and its first row."""

    def delete_meanwhile(**fields: object) -> None:
        Account.objects.filter(pk=alice.pk).delete()
        raise IntegrityError("foreign key")

    monkeypatch.setattr("activities.services.receive.start_upload", delete_meanwhile)
    monkeypatch.setattr("accounts.views.time_zone.save_profile", lambda account, **values: delete_meanwhile())
    response = alice_client.post(address, {"time_zone": "UTC"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")

"""The security log counts by account what concerns security, without any address; a burst is mailed to operators."""

from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import sign_in_limits
from accounts.models import Account, SecurityEvent
from accounts.services import report_burst, security_log
from accounts.services.expire import delete_expired
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in, sign_in
from tests.accounts.dump import database_rows
from tests.factories import PASSWORD, AccountFactory
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

ALICE = "alice@example.org"
SECURITY = "/settings/security/"


def logged(account: Account | None) -> dict[str, int]:
    """Returns how often each kind of event has happened to an account, or to nobody's."""
    return dict(SecurityEvent.objects.filter(account=account).values_list("kind", "count"))


def test_sign_ins_failures_and_refusals_are_counted_by_account(alice: Account, mallory: Account) -> None:
    for _ in range(5):
        sign_in(Client(), ALICE, "incorrect horse")
    for _ in range(3):
        sign_in(Client(), ALICE)
    sign_in(Client(REMOTE_ADDR="203.0.113.9"), ALICE)
    assert logged(alice) == {"sign_in_failed": 5, "sign_in_refused": 1, "sign_in": 1}
    assert logged(mallory) == logged(None) == {}


def test_what_strangers_try_without_an_account_is_counted_in_one_row(db: None) -> None:
    for number in range(7):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), f"nobody{number}@example.org")
    assert logged(None) == {"sign_in_failed": 7}


def test_changes_of_password_email_and_factors_are_counted(alice_client: Client, alice: Account) -> None:
    before = {"sign_in": 1}
    assert logged(alice) == before
    alice_client.post(SECURITY, {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD})
    form = {"change": "email", "current_password": NEW_PASSWORD, "email": "new@example.org"}
    assert alice_client.post(SECURITY, form).status_code == 303
    assert logged(alice) == {**before, "password_changed": 1, "email_changed": 1}


def test_second_factors_are_counted(
    alice_client: Client, alice: Account, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        activate_app(alice_client)
        sign_in(client, ALICE)
        client.post("/account/2fa/", {"code": "000000"})
        assert alice_client.post("/account/2fa/app/off/").status_code == 302
    counts = logged(alice)
    assert counts["second_factor_failed"] == 1
    assert counts["factor_added"] >= 1
    assert counts["factor_deleted"] >= 1


def test_links_are_counted_when_they_are_created_and_used(alice: Account) -> None:
    output = StringIO()
    call_command("link", ALICE, "--without-second-factor", stdout=output)
    client = Client()
    client.post(output.getvalue().strip().removeprefix("http://localhost:8000"), {"password": NEW_PASSWORD})
    assert is_signed_in(client)
    expected = {"link_created": 1, "factor_deleted": 1, "link_used": 1, "password_changed": 1, "sign_in": 1}
    assert logged(alice) == expected


def test_the_log_holds_no_address_of_mail_or_network(alice: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tracekit.security")
    for email in (ALICE, "nobody@example.org"):
        sign_in(Client(REMOTE_ADDR="203.0.113.77"), email, "incorrect horse")
    rows = "\n".join(line for line in database_rows().splitlines() if line.startswith("accounts_securityevent"))
    text = rows + caplog.text
    assert alice.pk.hex in rows.replace("-", "")
    assert f"sign_in_failed account={alice.pk}" in caplog.text
    assert not [word for word in ("example.org", "nobody", "203.0.113.77", "incorrect") if word in text]


def test_an_event_that_cannot_be_stored_stops_nothing(alice: Account, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with patch.object(security_log, "_count", side_effect=OperationalError):
        sign_in(client, ALICE)
    assert is_signed_in(client)
    assert "a security event was not stored (OperationalError)" in caplog.text


def test_events_are_deleted_after_90_days(alice: Account) -> None:
    now = timezone.now()
    for days in (89, 91):
        SecurityEvent.objects.create(account=alice, kind="sign_in", hour=now - timedelta(days=days))
    delete_expired()
    assert SecurityEvent.objects.get().hour > now - timedelta(days=90)


# Bursts.


def fail(count: int) -> None:
    with patch.dict(sign_in_limits.RATES, {"install": "9999/m/key"}):
        for number in range(count):
            sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), f"nobody{number}@example.org")


@pytest.fixture
def operator(db: None) -> Account:
    return AccountFactory.create(email="op@example.org", is_operator=True)


@pytest.fixture
def _small_burst(monkeypatch: pytest.MonkeyPatch, mail: None) -> None:
    monkeypatch.setattr(report_burst, "BURST_SIZE", 5)


@pytest.mark.usefixtures("_small_burst")
def test_a_burst_is_mailed_once_to_operators_alone(operator: Account, alice: Account) -> None:
    fail(4)
    report_burst.report_burst()
    run_jobs()
    assert not sent.outbox
    fail(1)
    for _ in range(2):
        report_burst.report_burst()
        run_jobs()
    (message,) = sent.outbox
    assert message.to == [operator.email]
    assert "/operator/" in message.body
    assert "203.0.113" not in f"{message.body}{message.subject}"


@pytest.mark.usefixtures("_small_burst")
def test_an_old_burst_is_not_mailed_and_the_next_one_is(operator: Account) -> None:
    fail(5)
    report_burst.report_burst()
    run_jobs()
    later = timezone.now() + timedelta(days=2)
    with patch("django.utils.timezone.now", return_value=later):
        report_burst.report_burst()
        run_jobs()
        assert len(sent.outbox) == 1
        fail(5)
        report_burst.report_burst()
        run_jobs()
    assert len(sent.outbox) == 2


def test_without_mail_nothing_is_queued(operator: Account, settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setattr(report_burst, "BURST_SIZE", 1)
    fail(1)
    report_burst.report_burst()
    assert "burst_reported" not in logged(None)

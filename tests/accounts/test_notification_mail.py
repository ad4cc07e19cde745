"""Notifications go out by mail as Settings say: once, to confirmed addresses, and without data of an activity."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account, Notification, OutboxEntry
from accounts.scope import owner_scope
from accounts.services.notification_mail import schedule_notification_mails
from accounts.services.notifications import delete_notifications
from providers.models import Connection
from providers.notifications import IMPORTED, RECONNECT, SYNC_FAILED
from tests.accounts.mail_servers import mail_server, refusing_port, unresponsive_mail_server
from tests.accounts.notifications import TITLES, confirm_email, create_notification, send_due_mails
from tests.accounts.test_mail_errors import use_port
from tests.matching.connections import create_connection
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.run_jobs import retry_outbox, run_jobs
from tests.waiting import wait_until
from tests.worker_process import running_worker

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SENTINEL = "Apricots"


@pytest.fixture
def confirmed(alice: Account, mail: None) -> Account:
    """Returns Alice's account, whose address is confirmed, on an install that sends mail."""
    confirm_email(alice)
    return alice


def set_choice(account: Account, choice: str) -> None:
    Account.objects.filter(pk=account.pk).update(email_notifications=choice)


def set_now(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_a_mail_says_what_happened_and_leads_to_what_to_do(confirmed: Account) -> None:
    create_notification(confirmed)
    (mail,) = send_due_mails()
    assert (mail.to, mail.subject) == (["alice@example.org"], TITLES[RECONNECT])
    assert "Reconnect Strava: http://localhost:8000/connections/new/strava/" in mail.body
    assert "http://localhost:8000/settings/notifications/" in mail.body


def test_what_comes_together_is_one_mail(confirmed: Account) -> None:
    for kind in TITLES:
        create_notification(confirmed, kind)
    (mail,) = send_due_mails()
    assert mail.subject == "3 notifications from tracekit"
    assert all(f"{title}.\n" in mail.body for title in TITLES.values())


def test_nothing_is_sent_twice(confirmed: Account) -> None:
    create_notification(confirmed)
    assert len(send_due_mails()) == 1
    assert len(send_due_mails()) == 1
    create_notification(confirmed, IMPORTED)
    assert [mail.subject for mail in send_due_mails()] == [TITLES[RECONNECT], TITLES[IMPORTED]]


def test_what_is_over_or_read_within_five_minutes_is_not_mailed(confirmed: Account) -> None:
    create_notification(confirmed, RECONNECT, age=4 * MINUTE)
    assert send_due_mails() == []
    with owner_scope(confirmed):
        delete_notifications("strava", RECONNECT)
    create_notification(confirmed, SYNC_FAILED)
    with owner_scope(confirmed):
        Notification.objects.update(read_at=timezone.now())
    assert send_due_mails() == []


def unconfirm(account: Account) -> None:
    EmailAddress.objects.filter(user=account).update(verified=False)


def change_address(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(email="alice@example.net")


def become_demo(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(demo_until=timezone.now() + DAY)


def suspend(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def turn_off(account: Account) -> None:
    set_choice(account, "off")


@pytest.mark.parametrize("change", [unconfirm, change_address, become_demo, suspend, turn_off])
@pytest.mark.parametrize("is_queued", [False, True])
def test_who_gets_no_mail(confirmed: Account, change: Any, is_queued: bool) -> None:
    create_notification(confirmed)
    if is_queued:
        schedule_notification_mails()
    change(confirmed)
    assert send_due_mails() == []
    assert not Job.across_accounts.filter(owner__is_active=True).exists(), "those of a suspended account wait"


def test_an_install_without_mail_queues_nothing(alice: Account, settings: Settings) -> None:
    confirm_email(alice)
    create_notification(alice)
    schedule_notification_mails()
    assert not Job.across_accounts.exists()


def test_another_accounts_notifications_are_not_in_the_mail(confirmed: Account, mallory: Account) -> None:
    confirm_email(mallory)
    create_notification(confirmed, RECONNECT)
    create_notification(mallory, IMPORTED)
    subjects = {mail.to[0]: mail.subject for mail in send_due_mails()}
    assert subjects == {"alice@example.org": TITLES[RECONNECT], "mallory@example.org": TITLES[IMPORTED]}


def test_a_weekly_mail_comes_on_monday_morning_in_the_athletes_zone(
    confirmed: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_choice(confirmed, "weekly")
    monday = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)  # 07:00 in Vienna
    set_now(monkeypatch, monday - 3 * DAY)
    create_notification(confirmed)
    for offset in (-3 * DAY, -DAY, -MINUTE):
        set_now(monkeypatch, monday + offset)
        assert send_due_mails() == []
    set_now(monkeypatch, monday + MINUTE)
    assert len(send_due_mails()) == 1
    set_now(monkeypatch, monday + 7 * MINUTE)
    create_notification(confirmed, IMPORTED)
    for offset in (DAY, 6 * DAY, 7 * DAY - MINUTE):
        set_now(monkeypatch, monday + offset)
        assert len(send_due_mails()) == 1
    set_now(monkeypatch, monday + 9 * DAY)  # the install was down on Monday
    assert [mail.subject for mail in send_due_mails()] == [TITLES[RECONNECT], TITLES[IMPORTED]]


def test_no_mail_holds_data_of_an_activity(confirmed: Account, alice_client: Client, settings: Settings) -> None:
    settings.BASE_URL = settings.BASE_ORIGIN = "https://tracekit.example.org"
    with owner_scope(confirmed):
        create_connection()
        Connection.objects.update(athlete_id=SENTINEL)
        values: dict[str, Any] = {"name": SENTINEL, "device": SENTINEL, "gear_label": SENTINEL, "distance_m": 31_415.0}
        create_workout(file_name=f"{SENTINEL}.fit", **values)
        create_workout(may_10_plus(hours=1), file_name=f"{SENTINEL}.gpx", **values)
        Notification.objects.update(created_at=timezone.now() - 6 * MINUTE)
    for kind in TITLES:
        create_notification(confirmed, kind)
    (mail,) = send_due_mails()
    text = f"{mail.message().as_string()}{mail.body}"
    assert "1 possible duplicate waits for your answer" in text
    assert set(re.findall(r"Strava|Garmin", text)) == {"Strava"}
    page = alice_client.get("/possible/").content.decode()
    for data in (SENTINEL, "31.4", "May\u00a010", "07:58"):
        assert data in page
        assert data not in text
    assert not re.search(r"\b(km|May|2026-05-10|31415)\b", text)


@pytest.mark.parametrize("server", [refusing_port, unresponsive_mail_server])
def test_a_mail_that_was_not_sent_is_sent_when_the_server_works(
    confirmed: Account, settings: Settings, server: Any
) -> None:
    create_notification(confirmed)
    with server() as port:
        use_port(settings, port)
        send_due_mails()
    assert not Job.across_accounts.exists()
    with mail_server() as working:
        use_port(settings, working.port)
        send_due_mails()
        retry_outbox(2)
    assert [mail["Subject"] for mail in working.mails] == [TITLES[RECONNECT]]


def test_a_refused_mail_is_tried_again(confirmed: Account, settings: Settings) -> None:
    create_notification(confirmed)
    with mail_server(refuses=True) as server:
        use_port(settings, server.port)
        schedule_notification_mails()
        run_jobs()
        server.refuses = False
        retry_outbox()
    assert len(server.mails) == 1


def test_a_mail_whose_receipt_does_not_arrive_is_not_sent_again(confirmed: Account, settings: Settings) -> None:
    create_notification(confirmed)
    with mail_server(is_silent=True) as server:
        use_port(settings, server.port)
        send_due_mails()
        send_due_mails()
    assert len(server.mails) == 1
    assert not Job.across_accounts.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_sends_no_mail_twice(confirmed: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    create_notification(confirmed)
    schedule_notification_mails()
    with mail_server(is_silent=True) as server:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
        with running_worker() as worker:
            wait_until(lambda: bool(server.mails))
            worker.kill()
            worker.wait()
        assert OutboxEntry.objects.get().lease_until
        OutboxEntry.objects.update(lease_until=timezone.now() - MINUTE)
        with running_worker():
            wait_until(lambda: not OutboxEntry.objects.exists())
        assert len(server.mails) == 1

"""Mails and calls to platforms leave the requests and the other jobs alone, with workers and without."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, OutboxEntry
from accounts.outbox import MAX_LIFETIME, OUTBOX_KINDS, NotDelivered, OutboxKind, outbox_kind
from accounts.services.outbox import ENCRYPTION_CONTEXT, add_to_outbox, deliver_outbox
from tests.accounts.mail_servers import mail_server, unresponsive_mail_server
from tests.jobs.browsers import anonymous_browser, response_time
from tests.jobs.processes import running_web
from tests.run_jobs import retry_outbox
from tests.waiting import wait_until

RESET = "/account/password/"
HANGS_S = 60
"""A page that waits for a mail server takes longer; a busy machine may need some seconds for any page."""


@contextmanager
def deliveries(**options: bool) -> Iterator[list[int]]:
    """Registers a kind of entries for the block; yields a list of what was delivered, which `-1` makes fail."""
    delivered: list[int] = []

    def deliver(content: dict[str, int]) -> None:
        if content["number"] == -1:
            raise NotDelivered
        delivered.append(content["number"])

    OUTBOX_KINDS["test"] = OutboxKind(deliver, timedelta(hours=1), may_repeat=options.get("may_repeat", True))
    try:
        yield delivered
    finally:
        del OUTBOX_KINDS["test"]


@pytest.mark.django_db
@pytest.mark.postgres
def test_an_entry_is_delivered_once_and_deleted() -> None:
    with deliveries() as delivered:
        add_to_outbox("test", {"number": 7})
        assert deliver_outbox() == 1
        assert deliver_outbox() == 0
    assert delivered == [7]
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.postgres
def test_an_entry_that_cannot_be_delivered_waits_longer_each_time_until_it_expires() -> None:
    with deliveries():
        add_to_outbox("test", {"number": -1})
        waits = []
        for _ in range(3):
            retry_outbox()
            waits.append(round((OutboxEntry.objects.get().due_at - timezone.now()).total_seconds()))
        assert waits == sorted(waits)
        assert waits[2] > 3 * waits[0]
        OutboxEntry.objects.update(expires_at=timezone.now())
        deliver_outbox()
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize("may_repeat", [True, False])
def test_an_entry_whose_process_died_is_delivered_again_only_if_it_may_be_repeated(may_repeat: bool) -> None:
    with deliveries(may_repeat=may_repeat) as delivered:
        add_to_outbox("test", {"number": 7})
        OutboxEntry.objects.update(lease_until=timezone.now() - timedelta(seconds=1), attempts=1)
        deliver_outbox()
    assert delivered == ([7] if may_repeat else [])
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.postgres
def test_an_entry_that_another_process_delivers_is_left_alone() -> None:
    with deliveries() as delivered:
        add_to_outbox("test", {"number": 7})
        OutboxEntry.objects.update(lease_until=timezone.now() + timedelta(minutes=1), attempts=1)
        assert deliver_outbox() == 0
    assert delivered == []


@pytest.mark.django_db
def test_the_length_of_a_content_says_nothing_and_no_entry_lives_for_a_day() -> None:
    with deliveries():
        for text in ("", "x" * 3000):
            add_to_outbox("test", {"number": 1, "text": text})
    short, long = OutboxEntry.objects.order_by("pk")
    assert len(short.content) == len(long.content)
    assert b"number" not in bytes(short.content)
    assert ENCRYPTION_CONTEXT == ("accounts_outboxentry", "content")
    assert all(kind.lifetime < timedelta(days=1) for kind in OUTBOX_KINDS.values())
    with pytest.raises(ValueError, match="live too long"):
        outbox_kind("too long", may_repeat=True, lifetime=MAX_LIFETIME + timedelta(seconds=1))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_reset_needs_no_worker(alice: Account) -> None:
    with mail_server() as server, running_web(EMAIL_URL=f"smtp://127.0.0.1:{server.port}") as address:
        browser = anonymous_browser(address)
        assert browser.post(address + RESET, {"email": alice.email}).url.endswith("/account/password/code/")
        wait_until(lambda: bool(server.mails))
        wait_until(lambda: not OutboxEntry.objects.exists())
    assert len(server.mails) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_page_waits_for_a_mail_server_that_does_not_answer(alice: Account) -> None:
    with unresponsive_mail_server() as port, running_web(EMAIL_URL=f"smtp://127.0.0.1:{port}") as address:
        times = []
        for email in (alice.email, "nobody@example.org") * 4:
            browser = anonymous_browser(address)
            times.append(response_time(browser, "POST", address + RESET, data={"email": email}))
        assert OutboxEntry.objects.count() == 8
    assert max(times) < HANGS_S

"""What leaves the server for an account is counted by the hour, for a day, and nothing else is stored of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.models import Account, Transmission
from accounts.scope import crossing
from accounts.services.expire import delete_expired
from accounts.services.outbox import deliver_outbox
from accounts.services.outgoing_mail import enqueue_mail
from accounts.services.transmissions import count_transmission

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def counts() -> list[tuple[str, str, int]]:
    with crossing():
        rows = Transmission.across_accounts.order_by("pk")
        return list(rows.values_list("receiver", "purpose", "count"))


def test_calls_of_an_hour_are_one_row(as_alice: Account) -> None:
    for purpose in ("write", "pull.now", "write"):
        count_transmission("strava", purpose)
    assert counts() == [("strava", "write", 2), ("strava", "pull.now", 1)]


def test_a_count_is_deleted_a_day_after_its_hour(as_alice: Account) -> None:
    for hours in (23, 26):
        count_transmission("strava", f"{hours}")
        Transmission.objects.filter(purpose=f"{hours}").update(hour=timezone.now() - timedelta(hours=hours))
    delete_expired()
    assert counts() == [("strava", "23", 1)]


def test_a_mail_counts_for_the_account_that_has_the_address(alice: Account) -> None:
    for address in (alice.email, "nobody@example.org"):
        enqueue_mail(EmailMessage("Subject", "Body", to=[address]))
    deliver_outbox()
    assert len(mail.outbox) == 2
    assert counts() == [("mail", "accounts.mail", 1)]


def test_nothing_is_counted_for_an_account_that_is_being_erased(alice: Account) -> None:
    Account.objects.update(closed_at=timezone.now())
    enqueue_mail(EmailMessage("Subject", "Body", to=[alice.email]))
    deliver_outbox()
    assert counts() == []

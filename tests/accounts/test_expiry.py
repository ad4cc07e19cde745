"""Expired sessions and links are deleted."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.kinds import PERIODIC_TASKS
from accounts.models import Account, OneTimeLink, Session
from accounts.services.expire import delete_expired
from accounts.services.links import create_first_account_link, create_link


def test_only_expired_sessions_and_links_are_deleted(alice: Account) -> None:
    for days in (-1, 1):
        Session.objects.create(session_key=f"{days}", expire_date=timezone.now() + timedelta(days=days), account=alice)
    create_link("alice@example.org")
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    create_link("alice@example.org")
    delete_expired()
    assert [session.session_key for session in alice.sessions.all()] == ["1"]
    assert OneTimeLink.objects.count() == 1


def test_a_link_without_expiry_stays(db: None) -> None:
    create_first_account_link()
    delete_expired()
    assert OneTimeLink.objects.count() == 1


def test_expiry_is_a_periodic_task() -> None:
    assert delete_expired in [task.run for task in PERIODIC_TASKS]

"""The page of notifications lists what is to know and to do; its buttons mark that as read."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, Notification
from accounts.notification_kinds import notification_kind
from accounts.scope import owner_scope
from accounts.services.notifications import notify_owner
from providers.notifications import IMPORTED, RECONNECT, SYNC_FAILED, describe_reconnect
from tests.accounts.notifications import TITLES, create_notification
from tests.markup import get_page
from tests.queries import count_page_queries

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PAGE, READ, SETTINGS = "/notifications/", "/notifications/read/", "/settings/notifications/"


def notification_id(account: Account, kind: str = RECONNECT) -> int:
    with owner_scope(account):
        return Notification.objects.get(kind=kind).pk


def unread_count(account: Account) -> int:
    with owner_scope(account):
        return Notification.objects.filter(read_at=None).count()


def test_without_notifications_the_page_says_what_would_be_there(alice_client: Client) -> None:
    assert "No notifications" in get_page(alice_client, PAGE)


def test_the_page_lists_the_newest_first_and_the_menu_counts(alice: Account, alice_client: Client) -> None:
    for number, kind in enumerate(TITLES):
        create_notification(alice, kind, age=timedelta(hours=number))
    page = get_page(alice_client, PAGE)
    places = [page.index(title) for title in TITLES.values()]
    assert places == sorted(places)
    assert "3 unread." in page
    assert '<strong>3<span class="visually-hidden"> unread</span></strong>' in page
    assert 'href="/connections/new/strava/"' in page


def test_a_notification_and_all_of_them_are_marked_as_read(alice: Account, alice_client: Client) -> None:
    for kind in TITLES:
        create_notification(alice, kind)
    alice_client.get(PAGE)
    assert unread_count(alice) == 3
    response = alice_client.post(READ, {"notification": notification_id(alice), "next": PAGE})
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    assert unread_count(alice) == 2
    ids = [notification_id(alice, kind) for kind in TITLES]
    response = alice_client.post(READ, {"notification": ids}, headers={"hx-request": "true"})
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")
    page = get_page(alice_client, PAGE)
    assert "Nothing unread." in page
    assert "Mark as read" not in page
    assert "avatar-unread" not in page


@pytest.mark.parametrize("posted", [{}, {"notification": "x"}, {"notification": "9" * 40}, {"notification": "²"}])
def test_a_form_without_an_id_changes_nothing(alice: Account, alice_client: Client, posted: dict[str, str]) -> None:
    create_notification(alice)
    response = alice_client.post(READ, posted | {"next": "https://elsewhere.example/"})
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    assert unread_count(alice) == 1


def test_nobody_sees_or_reads_the_notifications_of_another(
    alice: Account, mallory_client: Client, alice_client: Client
) -> None:
    create_notification(alice)
    assert TITLES[RECONNECT] in get_page(alice_client, PAGE)
    page = get_page(mallory_client, PAGE)
    assert "No notifications" in page
    assert "avatar-unread" not in page
    mallory_client.post(READ, {"notification": notification_id(alice)})
    assert unread_count(alice) == 1


def test_what_is_notified_again_is_news_after_a_week_only(alice: Account) -> None:
    create_notification(alice, age=timedelta(days=6))
    with owner_scope(alice):
        Notification.objects.update(read_at="2026-11-01T00:00Z", mailed_at="2026-11-01T00:00Z")
        before = Notification.objects.values().get()
        notify_owner(RECONNECT, "strava")
        assert Notification.objects.values().get() == before
        Notification.objects.update(created_at="2026-11-01T00:00Z")
        notify_owner(RECONNECT, "strava")
        notification = Notification.objects.get()
    assert (notification.read_at, notification.mailed_at) == (None, None)
    assert notification.created_at > before["created_at"]


def test_a_kind_from_a_newer_release_is_left_out(alice: Account, alice_client: Client) -> None:
    with owner_scope(alice):
        notify_owner("of.a.newer.release")
    for address in (PAGE, "/calendar/2026/"):
        get_page(alice_client, address)
    assert "No notifications" in get_page(alice_client, PAGE)


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="already"):
        notification_kind(RECONNECT, icon="warn")(describe_reconnect)


def test_the_page_takes_as_many_queries_for_many_notifications_as_for_one(alice: Account, alice_client: Client) -> None:
    create_notification(alice, SYNC_FAILED)
    count = count_page_queries(alice_client, PAGE)
    for kind in (RECONNECT, IMPORTED):
        create_notification(alice, kind)
    assert count_page_queries(alice_client, PAGE) == count <= 5


@pytest.mark.usefixtures("mail")
def test_the_setting_is_saved(alice: Account, alice_client: Client) -> None:
    for choice in Account.EmailNotifications.values:
        response = alice_client.post(SETTINGS, {"email_notifications": choice}, follow=True)
        assert "Saved at" in response.content.decode()
        alice.refresh_from_db()
        assert alice.email_notifications == choice
    assert alice_client.post(SETTINGS, {"email_notifications": "hourly"}).status_code == 200
    alice.refresh_from_db()
    assert alice.email_notifications == choice


@pytest.mark.usefixtures("mail")
def test_an_unconfirmed_address_is_told_that_mails_wait(alice_client: Client) -> None:
    assert "is not confirmed yet" in get_page(alice_client, SETTINGS)


def test_without_mail_or_in_a_demo_there_is_nothing_to_choose(
    alice: Account, alice_client: Client, settings: Settings
) -> None:
    assert "No mail server is set up here" in get_page(alice_client, SETTINGS)
    settings.MAIL = True
    Account.objects.update(demo_until="2026-12-01T00:00Z")
    assert "A demo account gets no email." in get_page(alice_client, SETTINGS)

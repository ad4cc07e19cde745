"""Tests the pages of notifications in a browser: how they look, and what their buttons do."""

import pytest
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.unsubscribe import unsubscribe_url
from providers.notifications import IMPORTED, SYNC_FAILED
from tests.accounts.notifications import TITLES, create_notification
from tests.browser import PageMonitor, check_page
from tests.matching_pages.factories import create_workout

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def unsubscribe_path(account: Account, settings: Settings) -> str:
    return unsubscribe_url(account).removeprefix(settings.BASE_ORIGIN)


@pytest.mark.usefixtures("mail")
def test_pages_are_accessible_in_both_themes_and_fit_all_widths(
    alice: Account, page: Page, live_server: LiveServer, settings: Settings
) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/notifications/")
    check_page(page)
    for kind in TITLES:
        create_notification(alice, kind)
    with owner_scope(alice):
        create_workout()
    addresses = ("/notifications/", "/settings/notifications/", "/calendar/2026/05/", unsubscribe_path(alice, settings))
    for address in addresses:
        page.goto(address)
        check_page(page)
    assert monitor.errors == []


def test_the_buttons_mark_as_read_in_place(alice: Account, page: Page) -> None:
    for kind in (SYNC_FAILED, IMPORTED):
        create_notification(alice, kind)
    page.goto("/notifications/")
    assert page.get_by_role("button", name="Account menu, alice@example.org, 2 unread").is_visible()
    page.get_by_role("button", name=f"Mark as read: {TITLES[SYNC_FAILED]}").click()
    page.get_by_text("1 unread.").wait_for()
    page.get_by_role("button", name=f"Mark as read: {TITLES[IMPORTED]}").click()
    page.get_by_text("Nothing unread.").wait_for()
    assert page.get_by_role("button", name="Mark as read").count() == 0


def test_a_button_without_a_server_says_so(alice: Account, page: Page) -> None:
    create_notification(alice, IMPORTED)
    page.goto("/notifications/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Mark as read").click()
    page.get_by_text("The server can’t be reached.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Mark as read").click()
    page.get_by_text("Nothing unread.").wait_for()


def test_the_menu_leads_to_notifications_and_settings_are_saved(alice: Account, page: Page, settings: Settings) -> None:
    settings.MAIL = True
    page.goto("/files/")
    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("link", name="Notifications").click()
    page.get_by_role("link", name="Email notifications").click()
    page.get_by_text("Once a week", exact=True).click()
    page.get_by_role("button", name="Save").click()
    page.locator("#main").get_by_text("Saved at").wait_for()
    alice.refresh_from_db()
    assert alice.email_notifications == "weekly"

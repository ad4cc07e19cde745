"""An athlete erases the account in a browser, from the first click to the receipt; an operator forces an erasure."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account, Erasure
from accounts.services.request_erasure import start_erasure
from tests.browser import PageMonitor, check_page, launch_chromium, new_page, sign_in_page
from tests.erasure.requests import run_erasures
from tests.factories import PASSWORD
from tests.site.operators import create_operator, sign_in_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator_page(live_server: LiveServer) -> Iterator[Page]:
    """Yields a page that is signed in as an operator."""
    with launch_chromium() as browser:
        page = new_page(browser, base_url=live_server.url)
        sign_in_page(page, sign_in_client(create_operator()), live_server)
        yield page
        connection.close()  # while Playwright's loop runs, Django opens another connection


def test_from_the_first_click_to_the_receipt(
    live_server: LiveServer, page: Page, alice: Account, settings: object
) -> None:
    settings.BASE_ORIGIN = live_server.url  # type: ignore[attr-defined]
    monitor = PageMonitor(page, live_server.url)
    page.goto("/settings/danger/")
    page.get_by_label("Email", exact=True).fill(alice.email)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Erase my account …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    check_page(page)
    page.get_by_role("link", name="Open the last page").click()
    check_page(page)
    page.get_by_role("button", name="Erase everything now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is being erased")
    expect(page.get_by_role("list", name="Progress")).to_contain_text("under way")
    check_page(page)
    run_erasures()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt of an erasure")
    check_page(page)
    assert not Account.objects.exists()
    assert monitor.errors == []


def test_an_operator_forces_an_erasure(live_server: LiveServer, operator_page: Page, alice: Account) -> None:
    monitor = PageMonitor(operator_page, live_server.url)
    erasure = start_erasure(alice.pk)
    late = {"confirmed_at": timezone.now() - timedelta(hours=21), "due_at": timezone.now() + timedelta(minutes=5)}
    Erasure.objects.update(**late)
    operator_page.goto("/operator/")
    check_page(operator_page)
    operator_page.get_by_role("link", name="Show erasures").click()
    check_page(operator_page)
    operator_page.get_by_role("link", name=str(erasure.pk)).click()
    check_page(operator_page)
    operator_page.get_by_role("button", name="Stop waiting for platforms").click()
    check_page(operator_page)
    operator_page.get_by_role("button", name="Stop waiting").click()
    expect(operator_page.get_by_text("1 erasure: No longer waits for platforms.")).to_be_visible()
    assert Client().get(f"/receipts/{erasure.pk}/").status_code == 404
    run_erasures()
    assert Client().get(f"/receipts/{erasure.pk}/").status_code == 200
    assert monitor.errors == []

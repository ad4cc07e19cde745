"""In a browser, an athlete deletes one month and sees it through to its end."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from activities.models import Activity
from tests.browser import WIDTHS, PageMonitor, check_page
from tests.factories import PASSWORD
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_month_is_deleted(page: Page, alice: Account, files: None, live_server: LiveServer) -> None:
    monitor = PageMonitor(page, live_server.url)
    month = Activity.across_accounts.dates("local_date", "month")[0]
    count = Activity.across_accounts.filter(local_date__month=month.month).count()
    page.goto("/settings/danger/")
    page.get_by_label("A month or a service").check()
    page.get_by_label("Month", exact=True).select_option(f"{month:%Y-%m}")
    check_page(page)
    page.get_by_role("button", name="Continue …").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    button = page.get_by_role("button", name=f"Delete {count} activities in {month:%B %Y}")
    expect(button).to_be_visible()
    check_page(page)
    page.get_by_label("I understand that this cannot be undone.").check()
    button.click()
    section = page.locator("#start-over")
    expect(section).to_contain_text(f"0 of {count} activities deleted.")
    check_page(page)
    run_jobs()
    expect(section).to_contain_text(f"{count} activities in {month:%B %Y} deleted.")
    expect(section.locator("progress")).to_have_count(0)
    assert Activity.across_accounts.filter(local_date__month=month.month).count() == 0
    assert monitor.errors == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_fit(page: Page, alice: Account, files: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/settings/start-over/?selection=imported")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()
    check_page(page)
    page.goto("/settings/danger/")
    check_page(page)

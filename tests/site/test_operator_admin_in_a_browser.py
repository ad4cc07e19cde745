"""A browser shows the operator's admin under the same policy as other pages, and one box ticks a list."""

from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from tests.browser import PageMonitor, check_page, launch_chromium, new_page, sign_in_page
from tests.site.operators import create_operator, fill_install, sign_in_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(alice: Account) -> Worker:
    return fill_install(alice)


@pytest.fixture
def operator_page(live_server: LiveServer) -> Iterator[Page]:
    """Yields a page that is signed in as an operator."""
    with launch_chromium() as browser:
        page = new_page(browser, base_url=live_server.url)
        sign_in_page(page, sign_in_client(create_operator()), live_server)
        yield page
        connection.close()  # while Playwright's loop runs, Django opens another connection


def test_every_page_is_accessible_in_both_themes_and_at_all_widths(
    live_server: LiveServer, operator_page: Page, alice: Account, worker: Worker
) -> None:
    monitor = PageMonitor(operator_page, live_server.url)
    job = Job.across_accounts.first()
    assert job
    account_url, job_url = f"/operator/accounts/account/{alice.pk}/", f"/operator/jobs/job/{job.pk}/change/"
    account_urls = ("/operator/accounts/account/", f"{account_url}change/", f"{account_url}history/")
    job_urls = ("/operator/jobs/job/", job_url, "/operator/jobs/job/?q=nobody")
    worker_urls = ("/operator/jobs/worker/", f"/operator/jobs/worker/{worker.pk}/change/")
    other_urls = ("/operator/tracekit_site/export/", "/operator/admin/logentry/")
    for url in ("/operator/", *account_urls, *job_urls, *worker_urls, *other_urls):
        operator_page.set_viewport_size({"width": 360, "height": 900})
        operator_page.goto(url)
        check_page(operator_page)
    assert monitor.errors == []


def test_one_box_ticks_all_rows_and_stopped_jobs_are_queued_again(
    live_server: LiveServer, operator_page: Page, worker: Worker
) -> None:
    monitor = PageMonitor(operator_page, live_server.url)
    operator_page.goto("/operator/")
    operator_page.get_by_role("link", name="Show them").click()
    expect(operator_page.get_by_role("heading", level=1)).to_have_text("Jobs")
    operator_page.wait_for_load_state()  # the script that ticks the rows is loaded by then
    operator_page.locator("#action-toggle").check()
    operator_page.get_by_role("button", name="Try again").click()
    expect(operator_page.get_by_text("1 job: Queued again.")).to_be_visible()
    expect(operator_page.get_by_text("Nothing matches.")).to_be_visible()
    assert monitor.errors == []


def test_an_account_can_be_suspended_from_its_page(operator_page: Page, alice: Account, worker: Worker) -> None:
    operator_page.goto(f"/operator/accounts/account/{alice.pk}/change/")
    operator_page.get_by_role("button", name="Suspend").click()
    expect(operator_page.get_by_text("1 account: Suspended,", exact=False)).to_be_visible()
    row = operator_page.get_by_role("row").filter(has_text=alice.email)
    expect(row.get_by_text("suspended")).to_be_visible()


def test_without_a_second_factor_the_page_says_what_to_do(live_server: LiveServer, operator_page: Page) -> None:
    client = sign_in_client(Account.objects.get(), second_factor=False)
    sign_in_page(operator_page, client, live_server)
    operator_page.goto("/operator/")
    check_page(operator_page)
    operator_page.get_by_role("link", name="Settings, Security").click()
    expect(operator_page.get_by_role("heading", level=1)).to_have_text("Security")

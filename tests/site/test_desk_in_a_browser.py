"""The desk as a browser shows it: under the same policy, in the same look, and a list ticked by one box."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.site.operators import busy_install, operator_account, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(alice: Account) -> Worker:
    return busy_install(alice)


@pytest.fixture
def operator_page(live_server: LiveServer) -> Iterator[Page]:
    """Yields a page that is signed in as an operator."""
    with launch_chromium() as browser:
        page = new_page(browser, base_url=live_server.url)
        sign_in_page(page, signed_in(operator_account()), live_server)
        yield page
        connection.close()  # while Playwright's loop runs, Django opens another connection


def test_every_page_of_the_desk_holds_in_both_themes_and_at_all_widths(live_server, page, alice, worker) -> None:
    monitor = PageMonitor(page, live_server.url)
    account, job = f"/operator/accounts/account/{alice.pk}/", Job.across_accounts.first()
    of_accounts = ("/operator/accounts/account/", f"{account}change/", f"{account}history/")
    of_jobs = ("/operator/jobs/job/", f"/operator/jobs/job/{job.pk}/change/", "/operator/jobs/job/?q=nobody")
    of_workers = ("/operator/jobs/worker/", f"/operator/jobs/worker/{worker.pk}/change/")
    for address in ("/operator/", *of_accounts, *of_jobs, *of_workers):
        page.set_viewport_size({"width": 360, "height": 900})
        page.goto(address)
        check_page(page)
    assert monitor.errors == []


def test_one_box_ticks_all_rows_and_stopped_jobs_are_queued_again(live_server, page, worker) -> None:
    monitor = PageMonitor(page, live_server.url)
    page.goto("/operator/")
    page.get_by_role("link", name="Show them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")
    page.wait_for_load_state()  # the script that ticks is there
    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 job is queued again.")).to_be_visible()
    expect(page.get_by_text("Nothing is here that fits.")).to_be_visible()
    assert monitor.errors == []


def test_locking_from_the_page_of_an_account(live_server, page, alice, worker) -> None:
    page.goto(f"/operator/accounts/account/{alice.pk}/change/")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_text("1 account: Locked.", exact=False)).to_be_visible()
    row = page.get_by_role("row").filter(has_text=alice.email)
    expect(row.get_by_text("locked")).to_be_visible()


def test_without_a_second_factor_a_page_says_what_to_do(live_server, page) -> None:
    session = signed_in(Account.objects.get(), second_factor=False).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/operator/")
    check_page(page)
    page.get_by_role("link", name="Settings, Security").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")

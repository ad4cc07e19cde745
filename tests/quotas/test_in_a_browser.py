"""A browser shows that an upload has no room, what is used of each limit, and the way out."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.models import SourceFile
from tests.browser import WIDTHS, check_page
from tests.files_pages.test_in_a_browser import choose
from tests.files_pages.uploads import upload_and_read
from tests.quotas.limits import set_quota
from tests.quotas.test_cpu import upload, use_up
from tests.quotas.test_uploads import rides
from tests.run_jobs import run_jobs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("hosted"),
]


def test_an_upload_beyond_the_quota_says_so_and_what_to_do(settings: Settings, alice: Account, page: Page) -> None:
    set_quota(settings, files=20)
    page.goto("/files/")
    choose(page, *rides(25))
    status = page.locator("#upload-status")
    expect(status).to_contain_text("There is no room for these files. Your account holds 20 of at most 20 files.")
    expect(status).to_contain_text("20 files arrived. Delete files that you no longer need, or ask the operator")
    expect(status).not_to_contain_text("Add all of them again")
    run_jobs()
    page.reload()
    expect(page.get_by_text("Your account holds 20 of at most 20 files. When that limit is reached")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Storage").click()
    expect(page.get_by_role("heading", name="Storage")).to_be_visible()
    expect(page.get_by_text("20 of 20")).to_be_visible()
    expect(page.get_by_text("Used up", exact=True)).to_have_count(1)
    assert SourceFile.across_accounts.count() == 20


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_nearly_full_account_are_in_order(
    settings: Settings, alice: Account, alice_client: Client, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    upload_and_read(alice_client, *rides(9))
    set_quota(settings, files=10, cpu_s=10)
    use_up(alice)
    upload(alice, 1)
    run_jobs()
    for address in ("/files/", "/settings/storage/"):
        page.goto(address)
        expect(page.get_by_text("took all the processing that your account has for today")).to_be_visible()
        check_page(page)

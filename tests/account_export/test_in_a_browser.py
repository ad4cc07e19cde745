"""Tests export and import in a browser: from the click to the archive, and from the archive to another account."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from tests.activities.factories import ride_files, upload_files
from tests.browser import PageMonitor, check_page, new_page, sign_in_page
from tests.factories import PASSWORD, AccountFactory
from tests.run_jobs import run_jobs
from tests.site.operators import sign_in_client
from tracekit_site.account_export.export import EXPORT_JOB, Export

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def with_files(alice: Account) -> Account:
    """Gives Alice three files that are read."""
    with owner_scope(alice):
        upload_files(ride_files(3))
        run_jobs()
    return alice


def test_an_account_is_exported_and_imported_elsewhere(
    with_files: Account, page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    page.goto("/settings/profile/")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Export").click()
    page.get_by_text("Include", exact=True).click()
    page.get_by_role("button", name="Create export").click()
    expect(page.get_by_role("heading", name="Creating your export")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("heading", name="Your export is ready")).to_be_visible()
    page.get_by_role("link", name="Download tracekit-export-").click()
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_download() as download:
        page.get_by_role("button", name="Continue").click()
    archive = tmp_path / "export.zip"
    download.value.save_as(archive)
    newcomer = AccountFactory.create(email="bob@example.org")
    browser = page.context.browser
    assert browser is not None
    other = new_page(browser, base_url=live_server.url)
    sign_in_page(other, sign_in_client(newcomer), live_server)
    other.goto("/export/")
    other.get_by_role("link", name="Import an export").click()
    other.get_by_label("Zip archive of an export").set_input_files(archive)
    other.get_by_role("button", name="Import", exact=True).click()
    expect(other.get_by_role("heading", name="Importing your export")).to_be_visible()
    run_jobs()
    expect(other.get_by_role("heading", name="Your export is imported")).to_be_visible()
    with owner_scope(newcomer):
        assert Activity.objects.count() == 3


def test_pages_are_accessible_in_both_themes_and_fit_all_widths(
    with_files: Account, page: Page, live_server: LiveServer
) -> None:
    monitor = PageMonitor(page, live_server.url)
    for address in ("/export/", "/export/import/"):
        page.goto(address)
        check_page(page)
    with owner_scope(with_files):
        export = Export.objects.create(has_files=True, file_count=3, step=4)
    page.goto("/export/")
    expect(page.get_by_role("heading", name="Creating your export")).to_be_visible()
    check_page(page)
    with owner_scope(with_files):
        Job.objects.create(kind=EXPORT_JOB, dedup_key=export.pk.hex, lane=3, state=Job.State.STOPPED)
    page.goto("/export/")
    expect(page.get_by_role("heading", name="The export failed")).to_be_visible()
    check_page(page)
    with owner_scope(with_files):
        Job.objects.all().delete()
        Export.objects.update(state=Export.State.READY, ready_at=timezone.now(), size=12_345_678)
    page.goto("/export/")
    expect(page.get_by_role("heading", name="Your export is ready")).to_be_visible()
    check_page(page)
    with owner_scope(with_files):
        Export.objects.update(ready_at=timezone.now() - timedelta(days=2))
    page.goto("/export/")
    expect(page.get_by_role("heading", name="Your last export has expired")).to_be_visible()
    check_page(page)
    assert monitor.errors == []

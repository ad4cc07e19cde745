"""A newcomer follows the printed link, uploads files, and sees which of them are one workout, and why."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from providers.sandbox.writers import fit, gpx, tcx
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.running_fleet import run_fleet
from tests.commands.running_install import RunningInstall, run_install
from tests.journey.browser_account import create_account, sign_out
from tests.journey.form_client import EMAIL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
]

NEWEST_YEAR = re.compile(r"/calendar/2026/$")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Returns files of one ride from two devices, of another from a third, and one that is no activity."""
    folder = tmp_path / "files"
    folder.mkdir()
    contents = {
        "ride.fit": fit.hour_ride(fit.START),
        "ride-phone.gpx": gpx.hour_ride(fit.START, name="Sunday long one"),
        "evening.tcx": tcx.hour_ride(fit.START.replace(hour=18)),
        "notes.txt": b"buy bread",
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in contents]


@pytest.fixture(params=[run_install, run_fleet], ids=["one machine", "fleet"])
def install(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningInstall]:
    """Yields an install that has just been started for the first time."""
    with request.param(tmp_path / "data") as running_install:
        yield running_install


def test_a_newcomer_gets_from_the_printed_link_to_why_two_files_are_one_workout(
    install: RunningInstall, files: list[Path]
) -> None:
    with launch_chromium() as browser:
        page = new_page(browser, timezone_id="Europe/Vienna")
        monitor = PageMonitor(page, install.address)
        open_home_page(page, install)
        create_account(page, install)
        confirm_time_zone(page)
        upload_files(page, install, files)
        open_calendar(page, install)
        open_explanation(page)
        delete_file(page, install)
        check_other_pages(page, install)
        sign_out(page)
        assert monitor.errors == []
    check_dump(install.dump())


def open_home_page(page: Page, install: RunningInstall) -> None:
    page.goto(install.address)
    expect(page.get_by_text("No account yet")).to_be_visible()
    check_page(page)


def confirm_time_zone(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to tracekit")
    expect(page.get_by_text("Is Europe/Vienna your time zone?")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Yes").click()


def upload_files(page: Page, install: RunningInstall, files: list[Path]) -> None:
    page.goto(install.address + "/files/")
    check_page(page)
    page.locator("input[type=file]").first.set_input_files(files)
    expect(page.get_by_text("1 refused", exact=False).first).to_be_visible()
    expect(page.get_by_text("2 workouts in May 2026", exact=False)).to_be_visible()
    page.reload()
    table = page.get_by_role("table").filter(has_text="Result")
    expect(table.get_by_text("Joined", exact=False)).to_have_count(1)
    expect(table.get_by_text("New workout", exact=False)).to_have_count(2)
    expect(table.get_by_text("This is not a FIT, GPX or TCX file", exact=False)).to_have_count(1)
    check_page(page)


def open_calendar(page: Page, install: RunningInstall) -> None:
    page.goto(install.address)
    expect(page).to_have_url(NEWEST_YEAR)
    check_page(page)
    page.get_by_role("link", name=re.compile("^May")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("May 2026")
    check_page(page)


def open_explanation(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Sunday long one")).first.click()
    expect(page.get_by_role("heading", name="Why these are one workout")).to_be_visible()
    expect(page.get_by_text("overlap", exact=False).first).to_be_visible()
    expect(page.get_by_text("ride-phone.gpx").first).to_be_visible()
    check_page(page)


def delete_file(page: Page, install: RunningInstall) -> None:
    page.goto(install.address + "/files/")
    row = page.get_by_role("row").filter(has_text="ride-phone.gpx")
    row.get_by_role("link", name=re.compile("Delete")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Delete")).click()
    expect(page.get_by_role("row").filter(has_text="ride-phone.gpx")).to_have_count(0)
    page.goto(install.address + "/calendar/2026/05/")
    expect(page.get_by_text("Sunday long one")).to_have_count(0)
    page.goto(install.address + "/files/")
    page.get_by_role("link", name="ride.fit").first.click()
    check_page(page)


def check_other_pages(page: Page, install: RunningInstall) -> None:
    for path in ("/privacy/", "/settings/profile/", "/settings/security/", "/settings/danger/", "/account/password/"):
        page.goto(install.address + path)
        check_page(page)


def check_dump(dump: str) -> None:
    """Checks that the dump holds a hash of the promised kind and no network address; the email proves the search."""
    assert EMAIL in dump
    assert "'bcrypt_sha256$" in dump
    assert "127.0.0.1" not in dump
    assert "::1" not in dump

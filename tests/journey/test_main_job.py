"""The main job as a newcomer does it: the printed link, files dropped, what is the same workout, and why."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from providers.sandbox.writers import fit, gpx, tcx
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.running_fleet import run_fleet
from tests.commands.running_install import RunningInstall, run_install

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
    pytest.mark.xdist_group("browser"),
]

EMAIL, PASSWORD = "mara@example.org", "three passes before lunch"
NEWEST = re.compile(r"/calendar/2026/$")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One outing from two devices, one from a third, and something else."""
    folder = tmp_path / "files"
    folder.mkdir()
    made = {
        "ride.fit": fit.hour_ride(fit.START),
        "ride-phone.gpx": gpx.hour_ride(fit.START, name="Sunday long one"),
        "evening.tcx": tcx.hour_ride(fit.START.replace(hour=18)),
        "notes.txt": b"buy bread",
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


@pytest.fixture(params=[run_install, run_fleet], ids=["one machine", "fleet"])
def up(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningInstall]:
    """A tracekit that was just started for the first time."""
    with request.param(tmp_path / "data") as started:
        yield started


def test_from_the_printed_link_to_why_two_files_are_one_workout(up: RunningInstall, files: list[Path]) -> None:
    with launch_chromium() as browser:
        page = new_page(browser, timezone_id="Europe/Vienna")
        monitor = PageMonitor(page, up.address)
        make_account(page, up)
        upload(page, up, files)
        see_the_calendar(page, up)
        see_why(page)
        delete_one(page, up)
        look_at_the_rest(page, up)
        sign_out(page)
        assert monitor.errors == []
    see_what_was_kept(up.dump())


def make_account(page: Page, up: RunningInstall) -> None:
    page.goto(up.address)
    expect(page.get_by_text("No account yet")).to_be_visible()
    check_page(page)
    page.goto(up.link)
    check_page(page)
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")
    expect(page.get_by_text("Is Europe/Vienna your time zone?")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Yes").click()


def upload(page: Page, up: RunningInstall, files: list[Path]) -> None:
    page.goto(up.address + "/files/")
    check_page(page)
    page.locator("input[type=file]").first.set_input_files(files)
    expect(page.get_by_text("1 refused", exact=False).first).to_be_visible()
    expect(page.get_by_text("2 workouts in May 2026", exact=False)).to_be_visible()
    page.reload()
    table = page.get_by_role("table").filter(has_text="What came of it")
    expect(table.get_by_text("Joined", exact=False)).to_have_count(1)
    expect(table.get_by_text("New workout", exact=False)).to_have_count(2)
    expect(table.get_by_text("This is not a FIT, GPX or TCX file", exact=False)).to_have_count(1)
    check_page(page)


def see_the_calendar(page: Page, up: RunningInstall) -> None:
    page.goto(up.address)
    expect(page).to_have_url(NEWEST)
    check_page(page)
    page.get_by_role("link", name=re.compile("^May")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("May 2026")
    check_page(page)


def see_why(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Sunday long one")).first.click()
    expect(page.get_by_role("heading", name="Why these are one workout")).to_be_visible()
    expect(page.get_by_text("overlap", exact=False).first).to_be_visible()
    expect(page.get_by_text("ride-phone.gpx").first).to_be_visible()
    check_page(page)


def delete_one(page: Page, up: RunningInstall) -> None:
    page.goto(up.address + "/files/")
    row = page.get_by_role("row").filter(has_text="ride-phone.gpx")
    row.get_by_role("link", name=re.compile("Delete")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Delete")).click()
    expect(page.get_by_role("row").filter(has_text="ride-phone.gpx")).to_have_count(0)
    page.goto(up.address + "/calendar/2026/05/")
    expect(page.get_by_text("Sunday long one")).to_have_count(0)
    page.goto(up.address + "/files/")
    page.get_by_role("link", name="ride.fit").first.click()
    check_page(page)


def look_at_the_rest(page: Page, up: RunningInstall) -> None:
    for path in ("/privacy/", "/settings/profile/", "/settings/security/", "/settings/danger/", "/account/password/"):
        page.goto(up.address + path)
        check_page(page)


def sign_out(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Account menu")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def see_what_was_kept(dump: str) -> None:
    """A hash that begins as promised, and nobody's address; the search finds what is there."""
    assert EMAIL in dump
    assert "'bcrypt_sha256$" in dump
    assert "127.0.0.1" not in dump
    assert "::1" not in dump

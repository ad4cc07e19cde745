"""One click renames an activity on the sandbox's Strava so that two platforms agree, after a visit to the demo.

The fleet contacts its database, its Redis and the sandbox meanwhile, and nothing else.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import postgres
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.celery_fleet import REDIS_URL
from tests.commands.connection_observer import ConnectionObserver
from tests.commands.running_fleet import run_fleet
from tests.commands.running_install import RunningInstall
from tests.journey.browser_account import create_account
from tests.journey.sandbox_athlete import ATHLETE_CODE, download_files, is_named_in_sandbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
]

YEAR = re.compile(r"/calendar/\d{4}/$")


@pytest.fixture
def observer(tmp_path: Path) -> ConnectionObserver:
    """Returns what observes the connections of web, workers and beat."""
    return ConnectionObserver(tmp_path / "connections")


@pytest.fixture
def install(tmp_path: Path, observer: ConnectionObserver) -> Iterator[RunningInstall]:
    """Yields a fleet without accounts, with a sandbox."""
    names = {"SANDBOX": "true", "ALLOWED_HOSTS": "localhost"}
    with run_fleet(tmp_path / "data", prefix_command=observer.prefix, **names) as fleet:
        yield fleet


def test_a_visitor_gets_from_the_demo_to_a_rename_and_its_undo(
    install: RunningInstall, observer: ConnectionObserver, tmp_path: Path
) -> None:
    with launch_chromium() as browser:
        page = new_page(browser, timezone_id="Europe/Vienna")
        monitor = PageMonitor(page, install.address, install.sandbox_address)
        try_the_demo(page, install)
        create_account(page, install)
        expect(page.get_by_role("link", name="Connect Strava")).to_be_visible()
        check_page(page)
        code = connect(page, install)
        upload(page, install, download_files(install, code, tmp_path))
        name = rename(page, install, code)
        undo(page, install, code, name)
        check_other_pages(page, install)
        disconnect(page, install)
        assert monitor.errors == []
    services = (postgres.server_address(), REDIS_URL, install.sandbox_address)
    observer.verify(urlsplit(service).port for service in services)


def try_the_demo(page: Page, install: RunningInstall) -> None:
    page.goto(install.address)
    check_page(page)
    page.get_by_role("button", name="Try the demo athlete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Setting up your demo")
    expect(page).to_have_url(YEAR)
    expect(page.get_by_text("You’re exploring a demo account.")).to_be_visible()
    check_page(page)
    page.goto(install.address + "/demo/keep/")
    check_page(page)
    page.get_by_role("button", name="Leave the demo").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def connect(page: Page, install: RunningInstall) -> str:
    """Connects by the consent page, after a refusal; returns the athlete's code in the sandbox."""
    for decision in ("Cancel", "Authorize"):
        page.goto(install.address + "/connections/")
        page.get_by_role("link", name="Connect Strava").click()
        check_page(page)
        page.get_by_role("button", name="Connect with Strava").click()
        page.wait_for_url(install.sandbox_address + "/oauth/authorize**")
        check_page(page)
        code = page.locator("label .code").inner_text()
        page.get_by_role("button", name=decision).click()
        page.wait_for_url(install.address + "/connections/**")
        if decision == "Cancel":
            expect(page.get_by_text("You declined on Strava. Nothing was connected.")).to_be_visible()
    expect(page.get_by_text("Strava connected. The import of your activities has started.")).to_be_visible()
    page.goto(install.address + "/sync/")
    expect(page.get_by_text("Everything is up to date.")).to_be_visible()
    expect(page.get_by_text("120 new.")).to_be_visible()
    check_page(page)
    assert ATHLETE_CODE.fullmatch(code)
    return code


def upload(page: Page, install: RunningInstall, files: list[Path]) -> None:
    page.goto(install.address + "/files/")
    page.locator("input[type=file]").first.set_input_files(files)
    table = page.get_by_role("table").filter(has_text="Result")
    expect(table.get_by_text("Joined", exact=False)).to_have_count(3)
    check_page(page)


def rename(page: Page, install: RunningInstall, code: str) -> str:
    """Accepts the first proposal of the newest month that has some; returns the name that Strava had."""
    page.goto(install.address)
    page.get_by_role("link", name=re.compile("^[A-Z][a-z]+: .*differ")).last.click()
    check_page(page)
    page.get_by_role("link", name=re.compile(r"^Review \d+ changes?$")).click()
    check_page(page)
    item = page.locator(".review-list > *").first
    button = item.get_by_role("button", name=re.compile("^Rename on Strava"))
    label = re.fullmatch(r"Rename on Strava: from (.+) to (.+)", button.get_attribute("aria-label") or "")
    assert label
    before, after = label.groups()
    button.click()
    expect(item.get_by_text("Renamed on Strava.")).to_be_visible()
    check_page(page)
    assert is_named_in_sandbox(page, install, code, after)
    assert "1 write," in page.locator("main").inner_text()
    return str(before)


def undo(page: Page, install: RunningInstall, code: str, name: str) -> None:
    page.go_back()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(page.get_by_text("Original Strava name restored.")).to_be_visible()
    assert is_named_in_sandbox(page, install, code, name)
    assert "2 writes," in page.locator("main").inner_text()
    check_page(page)


def check_other_pages(page: Page, install: RunningInstall) -> None:
    page.goto(install.address + "/connections/")
    check_page(page)
    page.get_by_role("link", name="Details").click()
    check_page(page)
    page.goto(install.address + "/settings/expected/")
    check_page(page)
    page.goto(install.address)
    check_page(page)


def disconnect(page: Page, install: RunningInstall) -> None:
    page.goto(install.address + "/connections/")
    page.get_by_role("link", name="Details").click()
    page.get_by_role("link", name=re.compile("^Disconnect Strava")).click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect Strava").click()
    expect(page.get_by_text("Not connected")).to_be_visible()

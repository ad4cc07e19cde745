"""Two platforms that disagree and one click that settles it, without a key: the demo, then the sandbox's Strava."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.running_install import RunningInstall, run_install
from tests.waiting import TIMEOUT_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
    pytest.mark.xdist_group("browser"),
]

EMAIL, PASSWORD = "mara@example.org", "three passes before lunch"
YEAR = re.compile(r"/calendar/\d{4}/$")
CODE = re.compile(r"[a-z0-9]{16}")
"""For the demo, on a machine that runs other tests too; `bench/demo.py` measures it."""


@pytest.fixture
def up(tmp_path: Path) -> Iterator[RunningInstall]:
    """A tracekit that was just started for the first time, with its sandbox."""
    with run_install(tmp_path / "data") as started:
        yield started


def sandbox_of(up: RunningInstall) -> str:
    """Where its sandbox is."""
    host, _, port = up.address.rpartition(":")
    return f"{host}:{int(port) + 1}"


def test_from_the_demo_to_a_name_that_is_set_right_and_taken_back(up: RunningInstall, tmp_path: Path) -> None:
    with launch_chromium() as browser:
        page = new_page(browser, timezone_id="Europe/Vienna")
        monitor = PageMonitor(page, up.address, sandbox_of(up))
        try_the_demo(page, up)
        make_account(page, up)
        code = connect(page, up)
        upload(page, up, three_files(up, code, tmp_path))
        name = rename(page, up, code)
        undo(page, up, code, name)
        look_at_the_rest(page, up)
        disconnect(page, up)
        assert monitor.errors == []


def try_the_demo(page: Page, up: RunningInstall) -> None:
    page.goto(up.address)
    check_page(page)
    page.get_by_role("button", name="Try the demo athlete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two years are on their way")
    expect(page).to_have_url(YEAR)
    expect(page.get_by_text("This is a demo with a made-up athlete.")).to_be_visible()
    check_page(page)
    page.goto(up.address + "/demo/keep/")
    check_page(page)
    page.get_by_role("button", name="End the demo").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def make_account(page: Page, up: RunningInstall) -> None:
    page.goto(up.link)
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("link", name="Connect Strava")).to_be_visible()
    check_page(page)


def connect(page: Page, up: RunningInstall) -> str:
    """By the consent page, after a no; the code of the athlete in the sandbox."""
    for decision in ("Cancel", "Authorize"):
        page.goto(up.address + "/connections/")
        page.get_by_role("link", name="Connect Strava").click()
        check_page(page)
        page.get_by_role("button", name="Connect with Strava").click()
        page.wait_for_url(sandbox_of(up) + "/oauth/authorize**")
        check_page(page)
        code = page.locator("label .code").inner_text()
        page.get_by_role("button", name=decision).click()
        page.wait_for_url(up.address + "/connections/**")
        if decision == "Cancel":
            expect(page.get_by_text("You said no at Strava. Nothing was connected.")).to_be_visible()
    page.goto(up.address + "/sync/")
    expect(page.get_by_text("Everything is in.")).to_be_visible()
    expect(page.get_by_text("120 new.")).to_be_visible()
    check_page(page)
    assert CODE.fullmatch(code)
    return code


def three_files(up: RunningInstall, code: str, folder: Path) -> list[Path]:
    """The newest three activities with a track, as the sandbox hands them out: two GPX and a TCX."""
    page = requests.get(f"{sandbox_of(up)}/athletes/{code}/", timeout=TIMEOUT_S).text
    tracks = re.findall(rf"/athletes/{code}/files/(\d+)\.gpx", page)[:3]
    files = []
    for number, kind in zip(tracks, ("gpx", "gpx", "tcx"), strict=True):
        answer = requests.get(f"{sandbox_of(up)}/athletes/{code}/files/{number}.{kind}", timeout=TIMEOUT_S)
        files.append(folder / f"{number}.{kind}")
        files[-1].write_bytes(answer.content)
    return files


def upload(page: Page, up: RunningInstall, files: list[Path]) -> None:
    page.goto(up.address + "/files/")
    page.locator("input[type=file]").first.set_input_files(files)
    table = page.get_by_role("table").filter(has_text="What came of it")
    expect(table.get_by_text("Joined", exact=False)).to_have_count(3)
    check_page(page)


def rename(page: Page, up: RunningInstall, code: str) -> str:
    """The first proposal of the newest month that has some; the name that Strava had."""
    page.goto(up.address)
    page.get_by_role("link", name=re.compile("^[A-Z][a-z]+: .*differ")).last.click()
    check_page(page)
    page.get_by_role("link", name=re.compile("^Review")).click()
    check_page(page)
    item = page.locator(".review-list > *").first
    button = item.get_by_role("button", name=re.compile("^Rename on Strava"))
    before, after = re.fullmatch(
        r"Rename on Strava: from (.+) to (.+)", button.get_attribute("aria-label") or ""
    ).groups()  # type: ignore[union-attr]
    button.click()
    expect(item.get_by_text("Renamed on Strava.")).to_be_visible()
    check_page(page)
    assert named_in_the_sandbox(page, up, code, after)
    assert "1 write," in page.locator("main").inner_text()
    return str(before)


def named_in_the_sandbox(page: Page, up: RunningInstall, code: str, name: str) -> bool:
    """Whether an activity is called so on the sandbox's own page."""
    page.goto(f"{sandbox_of(up)}/athletes/{code}/")
    return page.get_by_role("heading", name=name, exact=True).count() > 0


def undo(page: Page, up: RunningInstall, code: str, name: str) -> None:
    page.go_back()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(page.get_by_text("Named as before on Strava.")).to_be_visible()
    assert named_in_the_sandbox(page, up, code, name)
    assert "2 writes," in page.locator("main").inner_text()
    check_page(page)


def look_at_the_rest(page: Page, up: RunningInstall) -> None:
    page.goto(up.address + "/connections/")
    check_page(page)
    page.get_by_role("link", name="Details").click()
    check_page(page)
    page.goto(up.address + "/settings/expected/")
    check_page(page)
    page.goto(up.address)
    check_page(page)


def disconnect(page: Page, up: RunningInstall) -> None:
    page.goto(up.address + "/connections/")
    page.get_by_role("link", name="Details").click()
    page.get_by_role("link", name=re.compile("^Disconnect Strava")).click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect Strava").click()
    expect(page.get_by_text("Not connected")).to_be_visible()

"""Strava and RideWithGPS are connected, pulled while a worker is killed, renamed by the rules of each, and parted."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.running_install import RunningInstall, run_install
from tests.journey.browser_account import create_account
from tests.journey.two_platform_athlete import TwoPlatformAthlete, create_athlete
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
]

ACTIVITIES = 700
PAGES = 4
PAGES_AT_STRAVA = PAGES + 1
"""Strava's list ends with an empty page."""

LIST_CALL = re.compile(r"/athlete/activities\?|/trips\.json\?")
NAMES_ON_STRAVA = ("Three passes at dawn", "Three passes at dusk")
FORECAST = re.compile(r"[246]00 of about \d{3}, .*done today about\s\d{2}:\d{2}")


@pytest.fixture
def install(tmp_path: Path) -> Iterator[RunningInstall]:
    """Yields an install without accounts, with its sandbox."""
    with run_install(tmp_path / "data") as running:
        yield running


def test_two_platforms_are_connected_pulled_renamed_and_parted(install: RunningInstall, tmp_path: Path) -> None:
    with launch_chromium() as browser:
        page = new_page(browser, timezone_id="Europe/Vienna")
        monitor = PageMonitor(page, install.address, install.sandbox_address)
        create_account(page, install)
        athlete = create_athlete(install, ACTIVITIES, NAMES_ON_STRAVA, tmp_path)
        connect(page, athlete, "Strava")
        connect(page, athlete, "RideWithGPS")
        watch_forecast(page, install)
        kill_worker(athlete)
        verify_nothing_is_lost_or_twice(page, athlete)
        workouts = upload(page, athlete)
        rename_by_name_of_ridewithgps(page, athlete)
        rename_by_name_of_file(page, athlete, workouts[0])
        verify_name_of_strava_goes_nowhere(page, install, workouts[1])
        disconnect_ridewithgps(page, athlete, workouts[0])
        assert monitor.errors == []


def connect(page: Page, athlete: TwoPlatformAthlete, label: str) -> None:
    """Connects the athlete by the consent page of the platform."""
    page.goto(athlete.install.address + "/connections/")
    page.get_by_role("link", name=f"Connect {label}").click()
    check_page(page)
    page.get_by_role("button", name=f"Connect with {label}").click()
    page.wait_for_url(athlete.install.sandbox_address + "/**")
    check_page(page)
    page.get_by_label("an existing athlete").check()
    page.get_by_label("Your athlete’s code").fill(athlete.code)
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text(f"{label} connected. The import of your activities has started.")).to_be_visible()


def connection_card(page: Page, label: str) -> Locator:
    """Returns the card of a connection, on the page of all or on that of the syncs."""
    return page.locator(".connection-card").filter(has=page.get_by_role("heading", name=re.compile(f"^{label}")))


def watch_forecast(page: Page, install: RunningInstall) -> None:
    page.goto(install.address + "/sync/")
    expect(page.get_by_text("Syncing RideWithGPS and Strava.")).to_be_visible()
    for label in ("Strava", "RideWithGPS"):
        expect(connection_card(page, label)).to_contain_text(FORECAST)


def kill_worker(athlete: TwoPlatformAthlete) -> None:
    """Kills the worker while a page is under way; the install starts another one."""
    killed = athlete.install.worker_pid()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert count_list_calls(athlete) < PAGES + PAGES_AT_STRAVA
    wait_until(lambda: athlete.install.worker_pid() not in (None, killed))


def verify_nothing_is_lost_or_twice(page: Page, athlete: TwoPlatformAthlete) -> None:
    """Verifies that both pulls end without anything lost or fetched again but the page that died."""
    check_page(page)
    athlete.answer_at_once()
    expect(page.get_by_text("Everything is up to date.")).to_be_visible()
    expect(page.get_by_text(f"{ACTIVITIES} new.")).to_have_count(2)
    page.goto(athlete.install.address + "/connections/")
    for label in ("Strava", "RideWithGPS"):
        expect(connection_card(page, label)).to_contain_text(f"{ACTIVITIES} activities here.")
    check_page(page)
    assert count_list_calls(athlete) <= PAGES + PAGES_AT_STRAVA + 1


def count_list_calls(athlete: TwoPlatformAthlete) -> int:
    """Returns how many pages of activities have been listed, on both platforms."""
    return sum(bool(LIST_CALL.search(call["target"])) for call in athlete.calls())


def upload(page: Page, athlete: TwoPlatformAthlete) -> list[str]:
    """Uploads a file with a name and one without; returns the addresses of their workouts."""
    page.goto(athlete.install.address + "/files/")
    page.locator("input[type=file]").first.set_input_files(athlete.files)
    rows = [page.get_by_role("row").filter(has_text=file.name) for file in athlete.files]
    for row in rows:
        expect(row).to_contain_text("with RideWithGPS and Strava")
    paths = [row.locator("a[href^='/workouts/']").get_attribute("href") for row in rows]
    return [f"{athlete.install.address}{path}" for path in paths]


def rename_by_name_of_ridewithgps(page: Page, athlete: TwoPlatformAthlete) -> None:
    page.goto(athlete.install.address + "/review/")
    check_page(page)
    button = page.get_by_role("button", name=re.compile("^Rename on Strava: from (?!Three passes)")).first
    before, after = names_of(button, "Strava")
    rename_and_undo(page, athlete, "Strava", before, after)


def rename_by_name_of_file(page: Page, athlete: TwoPlatformAthlete, workout: str) -> None:
    """Gives the name of a file to the trip and to the activity."""
    for label in ("RideWithGPS", "Strava"):
        page.goto(workout)
        before, after = names_of(page.get_by_role("button", name=f"Rename on {label}"), label)
        assert after == f"Ride {athlete.files[0].stem} home"
        assert (before == NAMES_ON_STRAVA[0]) == (label == "Strava")
        rename_and_undo(page, athlete, label, before, after)


def names_of(button: Locator, label: str) -> tuple[str, str]:
    """Returns the names between which a button changes."""
    match = re.fullmatch(rf"Rename on {label}: from (.+) to (.+)", button.get_attribute("aria-label") or "")
    assert match
    return match[1], match[2]


def rename_and_undo(page: Page, athlete: TwoPlatformAthlete, label: str, before: str, after: str) -> None:
    """Clicks on the page that is open, looks at the platform, undoes it and looks again."""
    address = page.url
    page.get_by_role("button", name=f"Rename on {label}: from {before} to {after}").first.click()
    expect(page.get_by_text(f"Renamed on {label}.")).to_be_visible()
    check_page(page)
    assert athlete.has_name(page, label, after)
    page.goto(address)
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(page.get_by_text(f"Original {label} name restored.")).to_be_visible()
    assert not athlete.has_name(page, label, after)


def verify_name_of_strava_goes_nowhere(page: Page, install: RunningInstall, workout: str) -> None:
    """Verifies that the only name that a person wrote, which is Strava's, is shown and proposed to no other one."""
    page.goto(workout)
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAMES_ON_STRAVA[1])
    check_page(page)
    expect(page.get_by_role("button", name=re.compile("^Rename on"))).to_have_count(0)


def disconnect_ridewithgps(page: Page, athlete: TwoPlatformAthlete, workout: str) -> None:
    page.goto(athlete.install.address + "/connections/")
    connection_card(page, "RideWithGPS").get_by_role("link", name="Details").click()
    check_page(page)
    page.get_by_role("link", name=re.compile("^Disconnect RideWithGPS")).click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect RideWithGPS").click()
    expect(connection_card(page, "RideWithGPS")).to_contain_text("Not connected")
    expect(connection_card(page, "Strava")).to_contain_text(f"{ACTIVITIES} activities here.")
    page.goto(workout)
    expect(page.get_by_text("Matched from two sources.")).to_be_visible()
    expect(page.locator("main").get_by_text("RideWithGPS")).to_have_count(0)
    dump = athlete.install.dump()
    inserts = [line for line in dump.splitlines() if line.startswith('INSERT INTO "activities_activity"')]
    assert len(inserts) == ACTIVITIES + len(athlete.files)
    assert not any("'ridewithgps'" in line for line in inserts)
    wait_until(lambda: any(call["target"].startswith("/ridewithgps/oauth/revoke") for call in athlete.calls()))

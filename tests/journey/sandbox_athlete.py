"""Looks at an athlete on the pages of the sandbox itself, and downloads files there."""

import re
from pathlib import Path

import requests
from playwright.sync_api import Page

from tests.commands.running_install import RunningInstall
from tests.waiting import TIMEOUT_S

ATHLETE_CODE = re.compile(r"[a-z0-9]{16}")


def download_files(install: RunningInstall, code: str, folder: Path) -> list[Path]:
    """Returns files of the newest three activities with a track: two GPX, which get a name, and a TCX."""
    page = requests.get(f"{install.sandbox_address}/athletes/{code}/", timeout=TIMEOUT_S).text
    tracks = re.findall(rf"/athletes/{code}/files/(\d+)\.gpx", page)[:3]
    files = []
    for number, kind in zip(tracks, ("gpx", "gpx", "tcx"), strict=True):
        response = requests.get(f"{install.sandbox_address}/athletes/{code}/files/{number}.{kind}", timeout=TIMEOUT_S)
        files.append(folder / f"{number}.{kind}")
        files[-1].write_bytes(re.sub(rb"<name>[^<]*", f"<name>Ride {number} home".encode(), response.content))
    return files


def is_named_in_sandbox(page: Page, install: RunningInstall, code: str, name: str) -> bool:
    """Returns whether an activity has that name on the sandbox's own page."""
    page.goto(f"{install.sandbox_address}/athletes/{code}/")
    return page.get_by_role("heading", name=name, exact=True).count() > 0

"""Creates an athlete of the sandbox on Strava and RideWithGPS, and looks at the names on each of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Page

from providers.registrations import SANDBOX_CLIENT
from tests.commands.running_install import RunningInstall
from tests.journey.sandbox_athlete import download_files
from tests.waiting import TIMEOUT_S

PAGE_S = 10.0
"""Every page of a list but the first one takes so long, so that there is something to watch."""

SECTIONS = {"Strava": "activities", "RideWithGPS": "trips"}


@dataclass(frozen=True)
class TwoPlatformAthlete:
    """Represents an athlete with a code in the sandbox, whom a list of either platform keeps waiting.

    The athlete has named two activities on Strava, and their trips have default names. The file of the first one has a
    name, and that of the second one has none.
    """

    install: RunningInstall
    code: str
    files: tuple[Path, Path]

    def has_name(self, page: Page, platform: str, name: str) -> bool:
        """Returns whether the newest activities on the platform include one of that name, on the sandbox's own page."""
        page.goto(f"{self.install.sandbox_address}/athletes/{self.code}/")
        section = page.locator(f"section[aria-labelledby={SECTIONS[platform]}]")
        return section.get_by_role("heading", name=name, exact=True).count() > 0

    def answer_at_once(self) -> None:
        """Lets the lists answer as fast as they can from now on."""
        url = f"{self.install.sandbox_address}/athletes/{self.code}/faults/clear"
        requests.post(url, timeout=TIMEOUT_S).raise_for_status()

    def calls(self) -> list[dict[str, Any]]:
        """Returns the calls that were made for the athlete."""
        url = f"{self.install.sandbox_address}/control/athletes/{self.code}/calls"
        response = requests.get(url, auth=SANDBOX_CLIENT, timeout=TIMEOUT_S)
        response.raise_for_status()
        calls: list[dict[str, Any]] = response.json()
        return calls


def create_athlete(
    install: RunningInstall, activities: int, names: tuple[str, str], folder: Path
) -> TwoPlatformAthlete:
    """Creates an athlete with so many activities on each platform, two of which have these names on Strava."""
    code = _control(install, "POST", "athletes", history="demo", activities=activities)["code"]
    named_file, _, unnamed_file = download_files(install, code, folder)
    for file, name in zip((named_file, unnamed_file), names, strict=True):
        _control(install, "PATCH", f"athletes/{code}/activities/{file.stem}", name=name)
    for platform in ("strava", "ridewithgps"):
        fault = {"athlete": code, "fault": "slow", "calls": "list", "platform": platform}
        _control(install, "POST", "faults", **fault, seconds=0.0)
        _control(install, "POST", "faults", **fault, seconds=PAGE_S, times=100)
    return TwoPlatformAthlete(install, code, (named_file, unnamed_file))


def _control(install: RunningInstall, method: str, path: str, **fields: Any) -> dict[str, Any]:
    url = f"{install.sandbox_address}/control/{path}"
    response = requests.request(method, url, json=fields, auth=SANDBOX_CLIENT, timeout=TIMEOUT_S)
    response.raise_for_status()
    content: dict[str, Any] = response.json()
    return content

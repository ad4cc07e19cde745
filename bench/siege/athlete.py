"""Uses an install as an honest athlete does, and notes how it answers."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import quantiles

import requests

from bench.siege.browser import AccountBrowser
from bench.siege.installs import ATHLETE, AttackedInstall

PAGES = ("/calendar/2026/", "/calendar/2026/05/", "/workouts/", "/files/", "/settings/profile/", "/health/live")
MAX_FILE_WAIT_S = 120.0
INTERVAL_S = 0.2
POINT = '<trkpt lat="{lat}" lon="16"><time>{time}</time></trkpt>'
TRACK = (
    '<gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>{name}</name><trkseg>'
    "{points}</trkseg></trk></gpx>"
)


class Athlete:
    """An athlete signs in, opens pages, and uploads a file."""

    def __init__(self, install: AttackedInstall) -> None:
        self.browser = AccountBrowser(install, "127.0.0.3")
        self.times: list[float] = []
        self.failures: list[str] = []
        self.file_read_s: float | None = None

    def sign_in(self) -> None:
        """Signs in; a failure is noted, not raised."""
        self._note(lambda: self.browser.sign_in(ATHLETE))

    def open_pages(self, seconds: float) -> None:
        """Opens pages for so many seconds, and until the file that is uploaded meanwhile is in the list."""
        upload = threading.Thread(target=self._upload)
        upload.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline or upload.is_alive():
            for page in PAGES:
                self._note(partial(self.browser.get, page))
                time.sleep(INTERVAL_S)
        upload.join()

    def report(self) -> str:
        """Returns the counts and times as one line."""
        slowest = quantiles(self.times, n=20, method="inclusive")[-1] if len(self.times) > 1 else float("nan")
        read = "not read" if self.file_read_s is None else f"read after {self.file_read_s:.1f} s"
        failed = f"{len(self.failures)} failed {sorted(set(self.failures))}" if self.failures else "none failed"
        return (
            f"{len(self.times)} pages, 95 % within {slowest * 1000:.0f} ms, slowest {max(self.times) * 1000:.0f} ms, "
            f"{failed}; file {read}"
        )

    def _note(self, send: Callable[[], requests.Response]) -> None:
        started_at = time.monotonic()
        try:
            response = send()
        except requests.RequestException as error:
            self.failures.append(type(error).__name__)
        else:
            if response.status_code >= 400:
                self.failures.append(str(response.status_code))
        self.times.append(time.monotonic() - started_at)

    def _upload(self) -> None:
        name, started_at = f"Honest {secrets.token_hex(4)}", time.monotonic()
        browser = AccountBrowser(self.browser.install, "127.0.0.3")
        browser.session.cookies.update(self.browser.session.cookies)
        while time.monotonic() < started_at + MAX_FILE_WAIT_S:
            try:
                if browser.post("/files/", files={"files": (f"{name}.gpx", _gpx(name))}).ok:
                    break
            except requests.RequestException as error:
                self.failures.append(f"upload {type(error).__name__}")
            time.sleep(1)
        while time.monotonic() < started_at + MAX_FILE_WAIT_S:
            try:
                page = browser.get("/workouts/", params={"q": name}).text
            except requests.RequestException:
                page = ""
            if page.count(name) > 1:  # once in the field of the search, and once in the list
                self.file_read_s = time.monotonic() - started_at
                return
            time.sleep(0.5)


def _gpx(name: str) -> str:
    start = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
    times = (start + timedelta(seconds=30 * number) for number in range(60))
    points = (POINT.format(lat=48 + number / 10_000, time=f"{time_:%FT%TZ}") for number, time_ in enumerate(times))
    return TRACK.format(name=name, points="".join(points))

"""Repeats what once silenced an install, and counts the answers."""

import hashlib
import io
import secrets
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from urllib.parse import parse_qs, urlsplit

import requests

from bench.siege.browser import AccountBrowser
from bench.siege.installs import ATTACKER, AttackedInstall
from bench.slow_clients import slow_clients

ATTACKER_ADDRESS = "127.0.0.2"
START = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
ACTIVITY = (
    '<Activity Sport="Biking"><Id>{id}</Id><Lap StartTime="{start}"><TotalTimeSeconds>3600</TotalTimeSeconds>'
    "<DistanceMeters>30000</DistanceMeters></Lap></Activity>"
)
TCX = '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>{}</Activities></TrainingCenterDatabase>'


class Attack:
    """An attack repeats one step in some threads until its block ends, and counts the answers."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.ended = threading.Event()

    def report(self) -> str:
        """Returns how often each status was the answer."""
        return ", ".join(f"{status} × {number}" for status, number in sorted(self.answers.items())) or "nothing"

    def repeat(self, step: Callable[[], requests.Response]) -> None:
        """Repeats the step until the attack ends."""
        while not self.ended.is_set():
            try:
                self.answers[str(step().status_code)] += 1
            except requests.RequestException as error:
                self.answers[type(error).__name__] += 1


@contextmanager
def attack_by(
    install: AttackedInstall,
    threads: int,
    step: Callable[[AccountBrowser], requests.Response],
    *,
    is_demo: bool = False,
) -> Iterator[Attack]:
    """Signs the attacker in, to an account or to a demo, and repeats the step in so many threads."""
    attack = Attack()
    browser = AccountBrowser(install, ATTACKER_ADDRESS)
    if is_demo:
        browser.get("/")
        browser.post("/demo/start/")
    else:
        browser.sign_in(ATTACKER)
    workers = [
        threading.Thread(target=attack.repeat, args=(partial(step, browser),), daemon=True) for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    try:
        yield attack
    finally:
        attack.ended.set()
        for worker in workers:
            worker.join()


def upload_same_starts(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Uploads archives of activities that all start together."""
    numbers = count()

    def step(browser: AccountBrowser) -> requests.Response:
        return _upload(browser, _same_start_zip(next(numbers)), "rides.zip")

    return attack_by(install, 1, step)


def upload_quadratic_gpx(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Uploads GPX files whose elements once cost quadratic time."""
    numbers = count()

    def step(browser: AccountBrowser) -> requests.Response:
        parts = f"<trk><name>{next(numbers)}</name>{'<a/>' * 8000}{'<trkseg/>' * 8000}</trk>"
        return _upload(browser, f'<gpx version="1.1" creator="bench">{parts}</gpx>'.encode(), "ride.gpx")

    return attack_by(install, 1, step)


def upload_zeros(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Uploads a small archive that unpacks to half a gigabyte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(200):
            archive.writestr(f"{number}.gpx", secrets.token_bytes(17_000).ljust(2_400_000, b"\0"))
    return attack_by(install, 2, lambda browser: _upload(browser, buffer.getvalue(), "zeros.zip"))


def post_known_hashes(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Names a file that it has uploaded before, again and again: each name is a row."""
    content, numbers = b"no ride", count()
    sha256 = hashlib.sha256(content).hexdigest()

    def step(browser: AccountBrowser) -> requests.Response:
        if next(numbers) == 0:
            return _upload(browser, content, "ride.gpx")
        upload = browser.post("/files/uploads/").json()["upload"]
        files = [{"name": f"{number}.gpx", "sha256": sha256} for number in range(20)]
        return browser.post("/files/known/", json={"upload": upload, "files": files})

    return attack_by(install, 4, step)


def guess_passwords(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Signs in with wrong passwords from one network of IPv6, to the athlete's account and others."""
    numbers = count()

    def step(_: AccountBrowser) -> requests.Response:
        number = next(numbers)
        browser = AccountBrowser(install, ATTACKER_ADDRESS)
        if install.is_behind_proxy:
            browser.session.headers["X-Forwarded-For"] = f"2001:db8::{number % 65_536:x}"
        return browser.sign_in("athlete@example.org" if number % 2 else f"{number}@example.org", f"guess {number}")

    return attack_by(install, 4, step)


def click_sync(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Presses the button that syncs everything, as a visitor with a demo does."""
    return attack_by(install, 4, lambda browser: browser.post("/sync/pull/", allow_redirects=False), is_demo=True)


def answer_consents(install: AttackedInstall) -> AbstractContextManager[Attack]:
    """Comes back from consent pages whose platform does not answer the exchange."""

    def step(browser: AccountBrowser) -> requests.Response:
        response = browser.post("/connections/new/strava/")
        consent_url = response.headers.get("Refresh", "").removeprefix("0; url=")
        state = parse_qs(urlsplit(consent_url).query).get("state", [""])[0]
        return browser.get("/connections/callback/", params={"state": state, "code": "x", "scope": "read"})

    return attack_by(install, 8, step)


@contextmanager
def attack_not(install: AttackedInstall) -> Iterator[Attack]:
    """Does nothing: what the athlete notices then is the machine's own speed."""
    yield Attack()


@contextmanager
def keep_connections(install: AttackedInstall, number: int, mode: str) -> Iterator[Attack]:
    """Keeps so many connections open that send a byte at a time."""
    parts = urlsplit(install.url)
    with slow_clients((parts.hostname or "", parts.port or 80), number, mode):
        yield Attack()


def _upload(browser: AccountBrowser, content: bytes, name: str) -> requests.Response:
    with suppress(requests.ReadTimeout):
        return browser.post("/files/", files={"files": (name, content)}, allow_redirects=False)
    response = requests.Response()
    response.status_code = 599
    return response


def _same_start_zip(number: int) -> bytes:
    buffer, start = io.BytesIO(), f"{START:%FT%TZ}"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in range(270):
            first = START + timedelta(seconds=number * 27_000 + file * 100)
            activities = (
                ACTIVITY.format(id=f"{first + timedelta(seconds=id_):%FT%TZ}", start=start) for id_ in range(100)
            )
            archive.writestr(f"{number}-{file}.tcx", TCX.format("".join(activities)))
    return buffer.getvalue()


WITH_SANDBOX = ("sync clicks",)
"""These attacks need a platform that answers; for the others it accepts connections and never does."""

ATTACKS: dict[str, Callable[[AttackedInstall], AbstractContextManager[Attack]]] = {
    "no attack": attack_not,
    "same starts": upload_same_starts,
    "quadratic GPX": upload_quadratic_gpx,
    **{
        f"{number} slow in {mode}": partial(keep_connections, number=number, mode=mode)
        for mode in ("headers", "body")
        for number in (4, 40, 200)
    },
    "consents": answer_consents,
    "sync clicks": click_sync,
    "zeros": upload_zeros,
    "known hashes": post_known_hashes,
    "password guesses": guess_passwords,
}

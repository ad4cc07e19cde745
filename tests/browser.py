"""Opens pages in the Chromium of this machine, and checks what every page of tracekit must fulfill."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.required import skip_or_fail
from tests.waiting import TIMEOUT_S

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one has no windows, menus and start page of its own, and so starts and runs with half the work."""
OPTIONS = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (360, 768, 1280)


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """Yields the system's Chromium; without one the test is skipped, or fails where everything is required."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        skip_or_fail("no Chromium on this machine: the browser tests were not run")
    root_options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*OPTIONS, *root_options])
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, **options: Any) -> Page:
    """Returns a page with cookies of its own, without animations, which waits as long as every test."""
    milliseconds = TIMEOUT_S * 1000
    expect.set_options(timeout=milliseconds)
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.set_default_timeout(milliseconds)
    return page


def sign_in_page(page: Page, client: Client, server: LiveServer) -> None:
    """Gives a page the session of a client."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])


@pytest.fixture
def anonymous_page() -> Iterator[Page]:
    """Yields a page that is not signed in."""
    with launch_chromium() as browser:
        yield new_page(browser)


@pytest.fixture
def page(live_server: LiveServer, alice_client: Client) -> Iterator[Page]:
    """Yields a page that is signed in as Alice."""
    with launch_chromium() as browser:
        page = new_page(browser, base_url=live_server.url)
        sign_in_page(page, alice_client, live_server)
        yield page
        connection.close()  # while Playwright's loop runs, Django opens another connection


def tab_to(page: Page, control: Locator) -> None:
    """Moves the focus to a control by the Tab key alone."""
    for _ in range(200):
        if control.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key never reaches it")


class PageMonitor:
    """Collects what a page must never do: request another host, violate the policy, or fail in its script."""

    def __init__(self, page: Page, *allowed_addresses: str) -> None:
        self.errors: list[str] = []
        self._allowed_addresses = (*allowed_addresses, "data:")
        page.on("request", self._check_request)
        page.on("console", self._check_message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _check_request(self, request: Request) -> None:
        if not request.url.startswith(self._allowed_addresses):
            self.errors.append(request.url)

    def _check_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


def check_page(page: Page) -> None:
    """Checks for one `h1`, no horizontal scrolling at any width, and no finding of axe, light and dark.

    Motion is reduced meanwhile: between two schemes, colors that fade over would be measured halfway.
    """
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=AXE_OPTIONS)
        assert results.violations_count == 0, results.generate_report()
    page.emulate_media(reduced_motion="no-preference")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, page.url)

"""A Chromium of the machine, and what every page of tracekit must hold in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.worker import PATIENCE_S

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the test is skipped, or fails where everything is required, when there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "no Chromium on this machine: the browser tests were not run"
        pytest.fail(reason) if os.environ.get("REQUIRE_EVERYTHING") else pytest.skip(reason)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *root])
        yield browser
        browser.close()


def new_page(browser: Browser, **options: Any) -> Page:
    """Opens a page in a browser of its own: without animations, and with all the patience that a test has."""
    milliseconds = PATIENCE_S * 1000
    expect.set_options(timeout=milliseconds)
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.set_default_timeout(milliseconds)
    return page


class Watch:
    """What a page must never do: ask another host than these, break the policy, or fail in its script."""

    def __init__(self, page: Page, *addresses: str) -> None:
        self.wrong: list[str] = []
        page.on("request", lambda one: one.url.startswith((*addresses, "data:")) or self.wrong.append(one.url))
        page.on("console", lambda one: one.type == "error" and self.wrong.append(one.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))


def look(page: Page) -> None:
    """One `h1`, no sideways scrolling at any width, nothing for axe to find, light and dark."""
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, page.url)

"""Creates the first account of an install in a browser, and signs out of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser import check_page
from tests.commands.running_install import RunningInstall
from tests.journey.form_client import EMAIL, PASSWORD


def create_account(page: Page, install: RunningInstall) -> None:
    """Creates the first account by the link that the install printed."""
    page.goto(install.link)
    check_page(page)
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()


def sign_out(page: Page) -> None:
    """Signs out by the account menu."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Account menu")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

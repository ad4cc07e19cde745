"""Strong sign-in as a person does it: codes by mail, an app, recovery codes, passkeys, other browsers signed out."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.mail_servers import mail_server
from tests.accounts.one_time_codes import app_code
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.running_install import RunningInstall, run_install
from tests.journey.mailbox import Mailbox
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
    pytest.mark.xdist_group("browser"),
]

EMAIL, PASSWORD, NEW_PASSWORD = "mara@example.org", "three passes before lunch", "four words for the lake"
CHANGES = (
    "Codes from an app were turned on.",
    "A passkey was added.",
    "A passkey was removed.",
    "Codes from an app were turned off.",
    "Your account has another e-mail now.",
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Mara:
    """Somebody with a mailbox, an authenticator app, and two browsers."""

    up: RunningInstall
    mailbox: Mailbox
    browser: Browser
    monitors: list[PageMonitor] = field(default_factory=list)
    app_key: str = ""
    codes: list[str] = field(default_factory=list)
    app_steps: int = 0

    def page(self) -> Page:
        """A page in a browser of its own."""
        page = new_page(self.browser, timezone_id="Europe/Vienna")
        self.monitors.append(PageMonitor(page, self.up.address))
        return page

    def app_shows(self) -> str:
        """A code that she has not used before."""
        code = app_code(self.app_key, self.app_steps)
        self.app_steps += 1
        return code


@pytest.fixture
def mara(tmp_path: Path) -> Iterator[Mara]:
    with mail_server() as office:
        url = f"smtp://127.0.0.1:{office.port}"
        with run_install(tmp_path / "data", EMAIL_URL=url, SIGNUP="open") as up, launch_chromium() as browser:
            yield Mara(up, Mailbox(office), browser)


def test_strong_sign_in(mara: Mara) -> None:
    page = mara.page()
    sign_up_with_a_code(mara, page)
    turn_on_an_app(mara, page)
    other = mara.page()
    sign_in_with_a_recovery_code(mara, other)
    end_the_other_session(mara, page, other)
    add_a_passkey(mara, page)
    sign_in_with_the_passkey(mara, page)
    reset_the_password(mara, other)
    remove_the_passkey_and_the_app(mara, other)
    change_the_email(mara, other)
    wait_until(lambda: mara.mailbox.has_told(*CHANGES))
    assert [error for monitor in mara.monitors for error in monitor.errors] == []
    see_what_was_kept(mara)


def sign_up_with_a_code(mara: Mara, page: Page) -> None:
    page.goto(mara.up.address + "/account/signup/")
    check_page(page)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    check_page(page)
    page.get_by_label("Code").fill("BBBB-BBBB")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("That is not the code.")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.code(EMAIL))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")


def turn_on_an_app(mara: Mara, page: Page) -> None:
    page.goto(mara.up.address + "/settings/security/")
    check_page(page)
    page.get_by_role("link", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    check_page(page)
    show_it_is_mara(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    check_page(page)
    mara.app_key = page.locator("code.secret-key").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(mara.app_shows())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    check_page(page)
    mara.codes = page.locator(".recovery-codes code").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert saved.value.path().read_text().split() == mara.codes
    page.reload()
    expect(page.get_by_text("They have been shown once, and are not shown again.")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Back to Security").click()
    expect(page.get_by_text("10 of 10 left.")).to_be_visible()
    check_page(page)


def sign_in_with_a_recovery_code(mara: Mara, page: Page) -> None:
    type_password(mara, page, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    check_page(page)
    page.get_by_label("Code").fill("00000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That is not the code.")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(mara.codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")


def end_the_other_session(mara: Mara, page: Page, other: Page) -> None:
    page.goto(mara.up.address + "/settings/security/")
    expect(page.get_by_text("9 of 10 left.")).to_be_visible()
    expect(page.get_by_text("This one", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="End Chrome on Linux").click()
    expect(page.get_by_text("End all others")).to_have_count(0)
    other.goto(mara.up.address + "/settings/security/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")


def add_a_passkey(mara: Mara, page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(mara.up.address + "/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_role("heading", level=1).inner_text() == "Is it you?":
        show_it_is_mara(page)
    check_page(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("This device has a passkey for tracekit already.")).to_be_visible()
    check_page(page)


def sign_in_with_the_passkey(mara: Mara, page: Page) -> None:
    sign_out(page)
    page.goto(mara.up.address + "/account/login/?next=/settings/security/")
    check_page(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("used today")).to_be_visible()
    sign_out(page)
    type_password(mara, page, PASSWORD)
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")
    page.goto(mara.up.address + "/account/2fa/recovery-codes/new/")
    page.get_by_role("link", name="Use a passkey").click()
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make new recovery codes?")
    check_page(page)


def reset_the_password(mara: Mara, page: Page) -> None:
    page.goto(mara.up.address + "/account/login/")
    page.get_by_role("link", name="Forgot the password?").click()
    check_page(page)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.code(EMAIL))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a new password")
    check_page(page)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_label("Code").fill(mara.app_shows())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")


def remove_the_passkey_and_the_app(mara: Mara, page: Page) -> None:
    for link, button in ((re.compile("^Remove"), "Remove it"), (re.compile("^Turn off"), "Turn off")):
        page.goto(mara.up.address + "/settings/security/")
        page.get_by_role("link", name=link).click()
        if page.get_by_role("heading", level=1).inner_text() == "Is it you?":
            show_it_is_mara(page, NEW_PASSWORD)
        check_page(page)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("Recovery codes")).to_have_count(0)


def change_the_email(mara: Mara, page: Page) -> None:
    form = page.locator("form", has=page.get_by_label("E-mail"))
    form.get_by_label("E-mail").fill("mara@example.net")
    form.get_by_label("Current password").fill(NEW_PASSWORD)
    form.get_by_role("button", name="Change e-mail").click()
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.code("mara@example.net"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Now mara@example.net.")).to_be_visible()


def type_password(mara: Mara, page: Page, password: str) -> None:
    page.goto(mara.up.address + "/account/login/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def show_it_is_mara(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Account menu")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def see_what_was_kept(mara: Mara) -> None:
    """Neither the app's key, nor a recovery code, nor anybody's address; the search finds what is there."""
    connection = sqlite3.connect(mara.up.data / "tracekit.sqlite3")
    kept = "\n".join((*connection.iterdump(), *mara.up.said))
    connection.close()
    assert "mara@example.net" in kept
    assert not [secret for secret in (mara.app_key, *mara.codes, "127.0.0.1", "::1") if secret in kept]

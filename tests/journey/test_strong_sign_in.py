"""An athlete signs in strongly: with codes by mail, an app, recovery codes and passkeys, and ends other sessions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.mail_servers import mail_server
from tests.accounts.one_time_codes import app_code
from tests.browser import PageMonitor, check_page, launch_chromium, new_page
from tests.commands.connection_observer import ConnectionObserver
from tests.commands.running_install import RunningInstall, run_install
from tests.journey.browser_account import sign_out
from tests.journey.form_client import EMAIL, PASSWORD
from tests.journey.mailbox import Mailbox
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.own_servers,
]

NEW_EMAIL, NEW_PASSWORD = "mara@example.net", "four words for the lake"
CHANGES = (
    "An authenticator app was turned on.",
    "A passkey was added.",
    "A passkey was removed.",
    "The authenticator app was turned off.",
    "Your account now has a different email.",
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
class Person:
    """Represents an athlete with a mailbox, an authenticator app, and two browsers."""

    install: RunningInstall
    mailbox: Mailbox
    browser: Browser
    monitors: list[PageMonitor] = field(default_factory=list)
    app_key: str = ""
    recovery_codes: list[str] = field(default_factory=list)
    app_steps: int = 0

    def open_page(self) -> Page:
        """Opens a page with cookies of its own."""
        page = new_page(self.browser, timezone_id="Europe/Vienna")
        self.monitors.append(PageMonitor(page, self.install.address))
        return page

    def next_app_code(self) -> str:
        """Returns a code of the app that was not used before."""
        code = app_code(self.app_key, self.app_steps)
        self.app_steps += 1
        return code


@pytest.fixture
def mara(released_data: Path, tmp_path: Path) -> Iterator[Person]:
    """Yields a person whose install contacts its mail server, its own web process, and nothing else."""
    observer = ConnectionObserver(tmp_path / "connections")
    with mail_server() as server:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "SIGNUP": "open"}
        with run_install(released_data, prefix_command=observer.prefix, **mail) as install:
            with launch_chromium() as browser:
                yield Person(install, Mailbox(server), browser)
            observer.verify((server.port, urlsplit(install.address).port))


def test_an_account_is_protected_by_mailed_codes_an_app_and_passkeys(mara: Person) -> None:
    page = mara.open_page()
    sign_up_with_code(mara, page)
    enable_app(mara, page)
    other_page = mara.open_page()
    sign_in_with_recovery_code(mara, other_page)
    end_other_session(mara, page, other_page)
    add_passkey(mara, page)
    sign_in_with_passkey(mara, page)
    reset_password(mara, other_page)
    delete_passkey_and_app(mara, other_page)
    change_email(mara, other_page)
    wait_until(lambda: mara.mailbox.has_notices(*CHANGES))
    assert [error for monitor in mara.monitors for error in monitor.errors] == []
    check_dump(mara)


def sign_up_with_code(mara: Person, page: Page) -> None:
    page.goto(mara.install.address + "/account/signup/")
    check_page(page)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    check_page(page)
    page.get_by_label("Code").fill("BBBB-BBBB")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Wrong code.")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.next_code(EMAIL))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to tracekit")


def enable_app(mara: Person, page: Page) -> None:
    page.goto(mara.install.address + "/settings/security/")
    check_page(page)
    page.get_by_role("link", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm it’s you")
    check_page(page)
    reauthenticate(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    check_page(page)
    mara.app_key = page.locator("code.secret-key").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(mara.next_app_code())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    check_page(page)
    mara.recovery_codes = page.locator(".recovery-codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert download.value.path().read_text().split() == mara.recovery_codes
    page.reload()
    expect(page.get_by_text("Your codes were shown once and can’t be shown again.")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Back to Security").click()
    expect(page.get_by_text("10 of 10 left.")).to_be_visible()
    check_page(page)


def sign_in_with_recovery_code(mara: Person, page: Page) -> None:
    type_password(mara, page, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    check_page(page)
    page.get_by_label("Code").fill("00000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Wrong code.")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(mara.recovery_codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to tracekit")


def end_other_session(mara: Person, page: Page, other_page: Page) -> None:
    page.goto(mara.install.address + "/settings/security/")
    expect(page.get_by_text("9 of 10 left.")).to_be_visible()
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Sign out Chrome on Linux").click()
    expect(page.get_by_text("Sign out everywhere else")).to_have_count(0)
    other_page.goto(mara.install.address + "/settings/security/")
    expect(other_page.get_by_role("heading", level=1)).to_have_text("Sign in")


def add_passkey(mara: Person, page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(mara.install.address + "/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_role("heading", level=1).inner_text() == "Confirm it’s you":
        reauthenticate(page)
    check_page(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_text("This device already has a passkey for tracekit.")).to_be_visible()
    check_page(page)


def sign_in_with_passkey(mara: Person, page: Page) -> None:
    sign_out(page)
    page.goto(mara.install.address + "/account/login/?next=/settings/security/")
    check_page(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("used today")).to_be_visible()
    sign_out(page)
    type_password(mara, page, PASSWORD)
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to tracekit")
    page.goto(mara.install.address + "/account/2fa/recovery-codes/new/")
    page.get_by_role("link", name="Use a passkey").click()
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Create new recovery codes?")
    check_page(page)


def reset_password(mara: Person, page: Page) -> None:
    page.goto(mara.install.address + "/account/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    check_page(page)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.next_code(EMAIL))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a new password")
    check_page(page)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_label("Code").fill(mara.next_app_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to tracekit")


def delete_passkey_and_app(mara: Person, page: Page) -> None:
    for link, button in ((re.compile("^Remove"), "Remove passkey"), (re.compile("^Turn off"), "Turn off")):
        page.goto(mara.install.address + "/settings/security/")
        page.get_by_role("link", name=link).click()
        if page.get_by_role("heading", level=1).inner_text() == "Confirm it’s you":
            reauthenticate(page, NEW_PASSWORD)
        check_page(page)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Security")
    expect(page.get_by_text("Recovery codes")).to_have_count(0)


def change_email(mara: Person, page: Page) -> None:
    form = page.locator("form", has=page.get_by_label("Email"))
    form.get_by_label("Email").fill(NEW_EMAIL)
    form.get_by_label("Current password").fill(NEW_PASSWORD)
    form.get_by_role("button", name="Change email").click()
    check_page(page)
    page.get_by_label("Code").fill(mara.mailbox.next_code(NEW_EMAIL))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Currently mara@example.net.")).to_be_visible()


def type_password(mara: Person, page: Page, password: str) -> None:
    page.goto(mara.install.address + "/account/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def reauthenticate(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()


def check_dump(mara: Person) -> None:
    """Checks that dump and output hold no app key, recovery code or network address; the email proves the search."""
    text = "\n".join((mara.install.dump(), *mara.install.output))
    assert NEW_EMAIL in text
    assert not [secret for secret in (mara.app_key, *mara.recovery_codes, "127.0.0.1", "::1") if secret in text]

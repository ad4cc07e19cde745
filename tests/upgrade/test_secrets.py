"""Proves that every value that is encrypted, signed or hashed in the database still works after the upgrade."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.accounts.one_time_codes import app_code
from tests.upgrade.browser import Browser
from tests.upgrade.dump_secrets import KEYS
from tests.upgrade.install import SANDBOX_CLIENT, Install
from tests.waiting import wait_until

pytestmark = [pytest.mark.own_servers, pytest.mark.slow]

NEW_PASSWORD = "three or four words"
SCOPES = "read,activity:read_all,profile:read_all"


def test_sessions_keep_somebody_signed_in_and_hold_what_was_put_in(install: Install, address: str) -> None:
    alice = install.known["accounts"]["alice"]
    page = Browser(address, alice["session"]).text("/settings/security/")
    assert re.search(r"Firefox on Linux\s+This browser", page), page
    assert "Safari on iPhone" in page
    assert Browser(address, alice["other_session"]).is_signed_in()


def test_a_session_remembers_its_second_factor(install: Install, address: str) -> None:
    bob = install.known["accounts"]["bob"]
    assert "bob@example.org" in Browser(address, bob["session"]).text("/operator/accounts/account/")


def test_an_app_code_signs_in(install: Install, address: str) -> None:
    alice, browser = install.known["accounts"]["alice"], Browser(address)
    browser.sign_in(alice["email"], app_code(alice["totp_secret"]))
    assert browser.is_signed_in()


def test_a_recovery_code_signs_in_unless_it_was_used(install: Install, address: str) -> None:
    alice = install.known["accounts"]["alice"]
    used, unused = Browser(address), Browser(address)
    used.sign_in(alice["email"], alice["used_recovery_code"])
    assert not used.is_signed_in()
    unused.sign_in(alice["email"], alice["recovery_codes"][-1])
    assert unused.is_signed_in()


def test_a_passkey_signs_in(install: Install, address: str) -> None:
    browser = Browser(address)
    browser.sign_in_with_passkey(install.known["accounts"]["alice"]["passkey"])
    assert browser.is_signed_in()
    assert "Laptop" in browser.text("/settings/security/")


def test_a_one_time_link_lets_in_once(install: Install, address: str) -> None:
    dora, browser = install.known["accounts"]["dora"], Browser(address)
    path = f"/start/{dora['link']}/"
    assert "dora@example.org" in browser.text(path)
    browser.submit(path, password=NEW_PASSWORD)
    assert browser.is_signed_in()
    assert browser.open(path).status_code != 200


def test_an_old_oauth_state_connects_nothing_and_a_new_one_does(install: Install, address: str) -> None:
    carol = install.known["accounts"]["carol"]
    control = f"{install.machine.variables['SANDBOX_API_URL']}/control/athletes"
    athlete = requests.post(control, json={"history": "none"}, auth=SANDBOX_CLIENT, timeout=30).json()
    browser = Browser(address, carol["session"])
    path, state = _new_consent(browser)
    query = {"code": athlete["authorization_code"], "scope": SCOPES}
    browser.open(path, params=query | {"state": carol["state"]})  # it names no browser, as states do now
    assert not install.rows("providers_connection", owner_id=carol["id"])
    assert browser.open(path, params=query | {"state": state}).status_code == 303
    wait_until(lambda: bool(install.rows("providers_connection", owner_id=carol["id"], state="connected")))


def _new_consent(browser: Browser) -> tuple[str, str]:
    """Returns where the install tells platforms to send people back to, and the state that it sends along."""
    consent_address = browser.submit("/connections/new/strava/").headers["Refresh"].removeprefix("0; url=")
    query = parse_qs(urlsplit(consent_address).query)
    return urlsplit(query["redirect_uri"][0]).path, query["state"][0]


def test_a_stored_file_is_given_out_as_it_was(install: Install, address: str) -> None:
    alice, file = install.known["accounts"]["alice"], install.known["stored_file"]
    response = Browser(address, alice["session"]).open(f"/files/{file['id']}/original/")
    assert response.status_code == 200
    assert hashlib.sha256(response.content).hexdigest() == file["sha256"]


def test_every_encrypted_value_is_one_of_the_installs_keys(install: Install) -> None:
    doctor = install.machine.doctor()
    assert f"keys: fit this database; {_count_encrypted(install)} encrypted with k1\n" in doctor.out
    assert "files: the shared store" in doctor.out


def test_every_encrypted_value_opens_and_is_encrypted_anew(install: Install) -> None:
    """Comes last: from here on the install has another key."""
    new = f"k2:{base64.b64encode(b'upgrade tests only, another key!').decode()}"
    both, count = f"{new},{KEYS['CREDENTIAL_KEYS']}", _count_encrypted(install)
    rotated = install.machine.with_variables(CREDENTIAL_KEYS=both).run("python", "-m", "tracekit", "rotate-keys")
    assert rotated.out.startswith(f"{count} values sealed again. Under k2: {count}."), rotated
    doctor = install.machine.with_variables(CREDENTIAL_KEYS=new).doctor()
    assert f"keys: fit this database; {count} encrypted with k2\n" in doctor.out


def _count_encrypted(install: Install) -> int:
    """Returns how many values are encrypted with the install's keys: account keys, seeds, and sessions."""
    seeds = [row for row in install.rows("mfa_authenticator") if row["type"] != "webauthn"]
    return len([*install.rows("accounts_accountkey"), *seeds, *install.rows("accounts_session")])

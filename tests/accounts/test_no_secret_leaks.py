"""After every way to sign in, no seed, code or client address is stored anywhere; a search would find them."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.sessions.serializers import JSONSerializer
from django.test import Client

from accounts.adapter import AccountAdapter
from accounts.mfa_adapter import MFAAdapter
from accounts.sessions import SessionStore
from tests.accounts.clients import NEW_PASSWORD, newest_code, sign_in, sign_up
from tests.accounts.dump import cache_dump, database_dump, database_rows
from tests.accounts.one_time_codes import app_code
from tests.accounts.soft_passkey import SoftPasskey, add_passkey, sign_in_with_passkey

pytestmark = [pytest.mark.usefixtures("mail", "open_to_all"), pytest.mark.postgres]

ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.78"
EMAIL = "new@example.org"


class Secrets:
    """Signs in in every way, and collects what must be stored nowhere."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def collect(self) -> "Secrets":
        """Signs up, turns on an app, uses a recovery code, adds and uses a passkey, resets the password, and fails."""
        client = self._browser()
        sign_up(client, EMAIL)
        self.values["mailed code"] = newest_code(EMAIL)
        client.post("/account/confirm-email/", {"code": self.values["mailed code"]})
        client.post("/account/reauthenticate/", {"password": NEW_PASSWORD})
        self._activate_app(client)
        passkey = SoftPasskey()
        add_passkey(client, passkey)
        self._fail()
        self._use_recovery_code()
        sign_in_with_passkey(self._browser(), passkey)
        self._request_reset()
        self._start_second_app()
        return self

    def _browser(self) -> Client:
        return Client(REMOTE_ADDR=ADDRESS, headers={"x-forwarded-for": FORWARDED, "user-agent": "Firefox on Linux"})

    def _activate_app(self, client: Client) -> None:
        self.values["seed"] = client.get("/account/2fa/app/on/").context["form"].secret
        client.post("/account/2fa/app/on/", {"code": app_code(self.values["seed"])})
        codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
        self.values |= {f"recovery code {number}": code for number, code in enumerate(codes)}

    def _fail(self) -> None:
        sign_in(self._browser(), EMAIL, "a guess of mine")
        browser = self._browser()
        sign_in(browser, EMAIL, NEW_PASSWORD)
        browser.post("/account/2fa/", {"code": "000000"})

    def _use_recovery_code(self) -> None:
        browser = self._browser()
        sign_in(browser, EMAIL, NEW_PASSWORD)
        assert browser.post("/account/2fa/", {"code": self.values["recovery code 0"]}).status_code == 302

    def _request_reset(self) -> None:
        self._browser().post("/account/password/", {"email": EMAIL})
        self.values["reset code"] = newest_code(EMAIL)

    def _start_second_app(self) -> None:
        browser = self._browser()
        sign_up(browser, "other@example.org")
        browser.post("/account/confirm-email/", {"code": newest_code("other@example.org")})
        browser.post("/account/reauthenticate/", {"password": NEW_PASSWORD})
        self.values["pending seed"] = browser.get("/account/2fa/app/on/").context["form"].secret


def leaks(secrets: Secrets, text: str) -> set[str]:
    """Returns the names of the secrets that the text holds; a number counts only as a whole."""
    return {name for name, value in secrets.values.items() if re.search(rf"(?<!\d){value}(?!\d)", text)}


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_secret_and_no_client_address_is_stored_in_plain(
    settings: Any, proxies: int, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    secrets = Secrets().collect()
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    secrets.values["recovery seed"] = MFAAdapter().decrypt(seed)
    assert len(secrets.values) == 15
    rows, cache = database_rows(), cache_dump()
    assert EMAIL in rows
    assert "known_browser" in cache
    assert leaks(secrets, rows) == set()
    assert leaks(secrets, cache) - {"recovery code 0"} == set()  # The cache remembers that it is used.
    assert leaks(secrets, caplog.text) == set()
    for address in (ADDRESS, FORWARDED):
        assert address not in database_dump() + cache + caplog.text


def test_secrets_stored_in_plain_are_noticed(caplog: pytest.LogCaptureFixture) -> None:
    with (
        patch.object(MFAAdapter, "encrypt", DefaultMFAAdapter.encrypt),
        patch.object(MFAAdapter, "decrypt", DefaultMFAAdapter.decrypt),
        patch.object(SessionStore, "encode", lambda self, session: JSONSerializer().dumps(session).decode()),
        patch.object(SessionStore, "decode", lambda self, data: JSONSerializer().loads(data.encode())),
        patch.object(AccountAdapter, "get_client_ip", lambda self, request: request.META["REMOTE_ADDR"]),
    ):
        secrets = Secrets().collect()
        secrets.values["recovery seed"] = Authenticator.objects.get(type="recovery_codes").data["seed"]
        assert {"seed", "recovery seed", "pending seed", "reset code"} <= leaks(secrets, database_rows())
        assert ADDRESS in cache_dump()

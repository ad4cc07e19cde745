"""After all of strong sign-in no seed, no code and no client address lies anywhere, and the search would find them."""

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
WHO = "new@example.org"


class Secrets:
    """What must lie nowhere, collected on the way."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def everything(self) -> "Secrets":
        """Signs up, turns on an app, uses a recovery code, adds and uses a passkey, resets the password, and fails."""
        client = self._browser()
        sign_up(client, WHO)
        self.found["mailed code"] = newest_code(WHO)
        client.post("/account/confirm-email/", {"code": self.found["mailed code"]})
        client.post("/account/reauthenticate/", {"password": NEW_PASSWORD})
        self._turn_on_app(client)
        passkey = SoftPasskey()
        add_passkey(client, passkey)
        self._fail()
        self._use_recovery_code()
        sign_in_with_passkey(self._browser(), passkey)
        self._ask_for_a_reset()
        self._begin_another_app()
        return self

    def _browser(self) -> Client:
        return Client(REMOTE_ADDR=ADDRESS, headers={"x-forwarded-for": FORWARDED, "user-agent": "Firefox on Linux"})

    def _turn_on_app(self, client: Client) -> None:
        self.found["seed"] = client.get("/account/2fa/app/on/").context["form"].secret
        client.post("/account/2fa/app/on/", {"code": app_code(self.found["seed"])})
        codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
        self.found |= {f"recovery code {number}": code for number, code in enumerate(codes)}

    def _fail(self) -> None:
        sign_in(self._browser(), WHO, "a guess of mine")
        browser = self._browser()
        sign_in(browser, WHO, NEW_PASSWORD)
        browser.post("/account/2fa/", {"code": "000000"})

    def _use_recovery_code(self) -> None:
        browser = self._browser()
        sign_in(browser, WHO, NEW_PASSWORD)
        assert browser.post("/account/2fa/", {"code": self.found["recovery code 0"]}).status_code == 302

    def _ask_for_a_reset(self) -> None:
        self._browser().post("/account/password/", {"email": WHO})
        self.found["reset code"] = newest_code(WHO)

    def _begin_another_app(self) -> None:
        browser = self._browser()
        sign_up(browser, "other@example.org")
        browser.post("/account/confirm-email/", {"code": newest_code("other@example.org")})
        browser.post("/account/reauthenticate/", {"password": NEW_PASSWORD})
        self.found["pending seed"] = browser.get("/account/2fa/app/on/").context["form"].secret


def leaks(secrets: Secrets, kept: str) -> set[str]:
    """What of the secrets stands in the text; a code also without its dash, a key also in the middle of a word."""
    return {name for name, value in secrets.found.items() if re.search(rf"(?<!\d){value}(?!\d)", kept)}


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_secret_and_no_address_is_kept(settings: Any, proxies: int, caplog: pytest.LogCaptureFixture) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    secrets = Secrets().everything()
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    secrets.found["recovery seed"] = MFAAdapter().decrypt(seed)
    assert len(secrets.found) == 15
    rows, cache = database_rows(), cache_dump()
    assert WHO in rows
    assert "login_failed" in cache
    assert leaks(secrets, rows) == set()
    assert leaks(secrets, cache) - {"recovery code 0"} == set()  # it is used up, and that is what the cache says
    assert leaks(secrets, caplog.text) == set()
    for address in (ADDRESS, FORWARDED):
        assert address not in database_dump() + cache + caplog.text


def test_what_lies_in_plain_is_found(caplog: pytest.LogCaptureFixture) -> None:
    with (
        patch.object(MFAAdapter, "encrypt", DefaultMFAAdapter.encrypt),
        patch.object(MFAAdapter, "decrypt", DefaultMFAAdapter.decrypt),
        patch.object(SessionStore, "encode", lambda self, told: JSONSerializer().dumps(told).decode()),
        patch.object(SessionStore, "decode", lambda self, data: JSONSerializer().loads(data.encode())),
        patch.object(AccountAdapter, "get_client_ip", lambda self, request: request.META["REMOTE_ADDR"]),
    ):
        secrets = Secrets().everything()
        secrets.found["recovery seed"] = Authenticator.objects.get(type="recovery_codes").data["seed"]
        assert {"seed", "recovery seed", "pending seed", "reset code"} <= leaks(secrets, database_rows())
        assert ADDRESS in cache_dump()

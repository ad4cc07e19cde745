"""Limits wrong passwords and wrong codes: by account and network, by network, by account, and in the whole install.

A browser that has signed in to the account before has a limit of its own, which nobody else can use up. For all others
an account is slow before it is closed: each network waits ten seconds for a try.
"""

import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from accounts.allauth_internals import RateLimitUsage, consume_rate
from accounts.known_browser import known_browser
from accounts.models import Account
from accounts.networks import Networks, client_networks
from accounts.opaque_id import opaque_id

RATES = {
    "known_browser": "10/5m/key",
    "account_from_network": "5/5m/key",
    "network": "10/m/key",
    "wide_network": "30/m/key",
    "install": "120/m/key",
    "account": "100/h/key",
    "account_before_slow": "20/h/key",
    "code_of_known_browser": "5/5m/key",
    "code_from_network": "5/5m/key",
    "code_of_account": "20/h/key",
}
"""Maps what is counted to the number of wrong passwords, or codes of a second factor, in a time (allauth's notation).

A code has six digits and three are right at a time, so whoever knows the password finds one in 20 an hour with a
probability of 0.15 % a day, from however many networks.
"""

WAIT_S = 10
WAIT_EXPIRES_AFTER_S = 300


class TooManySignIns(Exception):
    """No password or code is checked now. `code` is that of the adapter's error message."""

    def __init__(self, code: str) -> None:
        self.code = code


def consume_sign_in(request: HttpRequest, email: str, address: str) -> RateLimitUsage:
    """Counts a sign-in as failed; the caller takes that back by `rollback()` when it is not. Raises TooManySignIns."""
    browser_id = known_browser(request, email)
    if browser_id:
        return _consume(request, {"known_browser": browser_id}, "too_many_login_attempts")
    networks = client_networks(address)
    usage = _consume(request, _network_keys(email, networks), "too_many_login_attempts")
    try:
        usage.usage += _consume(request, {"account": email}, "too_many_for_account").usage
        usage.usage += _consume_or_wait(request, email, networks)
    except TooManySignIns:
        usage.rollback()
        raise
    return usage


def consume_code(request: HttpRequest, account: Account, address: str) -> RateLimitUsage:
    """Counts a code of a second factor as wrong; the caller takes that back when it is not. Raises TooManySignIns."""
    browser_id = known_browser(request, account.email)
    if browser_id:
        return _consume(request, {"code_of_known_browser": f"{account.pk} {browser_id}"}, "too_many_login_attempts")
    by_network = {"code_from_network": f"{account.pk} {client_networks(address).own}"}
    usage = _consume(request, by_network, "too_many_login_attempts")
    try:
        usage.usage += _consume(request, {"code_of_account": str(account.pk)}, "too_many_codes").usage
    except TooManySignIns:
        usage.rollback()
        raise
    return usage


def _network_keys(email: str, networks: Networks) -> dict[str, str]:
    """Returns what is counted of a stranger's sign-in, the narrowest first: one refused there fills no wider limit."""
    keys = {"account_from_network": f"{email} {networks.own}", "network": networks.own}
    if networks.wide != networks.own:
        keys["wide_network"] = networks.wide
    return {**keys, "install": "all"}


def _consume(request: HttpRequest, keys: dict[str, str], code: str) -> RateLimitUsage:
    usage = RateLimitUsage(usage=[])
    for action, key in keys.items():
        part = consume_rate(request, app="tracekit", action=action, config=RATES, key=key)
        if part is None:
            usage.rollback()
            raise TooManySignIns(code)
        usage.usage += part.usage
    return usage


def _consume_or_wait(request: HttpRequest, email: str, networks: Networks) -> list[Any]:
    """Counts the failures that make an account slow. While it is slow, the network has to have waited."""
    try:
        return _consume(request, {"account_before_slow": email}, "wait").usage
    except TooManySignIns:
        if _has_waited(opaque_id("sign-in wait", f"{email} {networks.wide}")):
            return []
        raise


def _has_waited(key: str) -> bool:
    """Returns whether ten seconds have passed since a try was refused; one that was not waits from now on."""
    now = time.time()
    asked_at = cache.get(key)
    if asked_at is not None and now - asked_at >= WAIT_S:
        cache.delete(key)
        return True
    if asked_at is None:
        cache.set(key, now, WAIT_EXPIRES_AFTER_S)
    return False

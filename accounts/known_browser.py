"""Remembers in a browser that it has signed in to an account, so that strangers' failed sign-ins never lock it out.

The cookie names its account and signs a digest of the account's password, so it ends when the password changes. It
survives a sign-out, and opens nothing: the password is still asked for.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from accounts.models import Account
from accounts.opaque_id import opaque_id

GetResponse = Callable[[HttpRequest], HttpResponse]

COOKIE_PREFIX = "known-"
"""A browser has one such cookie for each account that it has signed in to."""

LIFETIME = timedelta(days=180)
RENEW_AFTER = timedelta(days=30)
SIGNER = TimestampSigner(salt="accounts.known_browser")


class KnownCookie(NamedTuple):
    """A cookie names the account, the browser by a random id, and the password that it was set with by a digest."""

    account_id: str
    browser_id: str
    password_digest: str


def remember_browsers(get_response: GetResponse) -> GetResponse:
    """Gives a signed-in browser the cookie of its account, unless it has one that is not old yet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(request.user, Account) and not _is_remembered(request, request.user):
            _set_cookie(response, request.user)
        return response

    return middleware


def known_browser(request: HttpRequest, email: str) -> str | None:
    """Returns the id of the browser if it is known to the account with this email, or signed in to it.

    It makes one query for a browser that has such cookies, and none for others.
    """
    if isinstance(request.user, Account) and request.user.email == email:
        return f"signed in to {request.user.pk}"
    account = Account.objects.filter(email=email).first() if any(known_cookies(request)) else None
    cookie = _find_cookie(request, account, LIFETIME) if account else None
    return cookie.browser_id if cookie else None


def known_cookies(request: HttpRequest) -> Iterator[KnownCookie]:
    """Yields the cookies of all accounts that are signed and not too old. It makes no query."""
    for name, value in request.COOKIES.items():
        if name.startswith(COOKIE_PREFIX) and (cookie := _open_cookie(value, LIFETIME)):
            yield cookie


def _open_cookie(value: str, max_age: timedelta) -> KnownCookie | None:
    try:
        return KnownCookie(*SIGNER.unsign(value, max_age).split("."))
    except (BadSignature, TypeError):
        return None


def _find_cookie(request: HttpRequest, account: Account, max_age: timedelta) -> KnownCookie | None:
    """Returns the cookie of the account, unless its password was changed since."""
    cookie = _open_cookie(request.COOKIES.get(_cookie_name(account), ""), max_age)
    expected = (account.pk.hex, _password_digest(account))
    return cookie if cookie and (cookie.account_id, cookie.password_digest) == expected else None


def _is_remembered(request: HttpRequest, account: Account) -> bool:
    """Returns whether the browser needs no cookie now; a demo, which has no password, never needs one."""
    return not account.has_usable_password() or _find_cookie(request, account, RENEW_AFTER) is not None


def _cookie_name(account: Account) -> str:
    return COOKIE_PREFIX + opaque_id("known browser", account.pk)[:8]


def _password_digest(account: Account) -> str:
    return account.get_session_auth_hash()[:32]


def _set_cookie(response: HttpResponse, account: Account) -> None:
    parts = (account.pk.hex, secrets.token_hex(8), _password_digest(account))
    response.set_cookie(
        _cookie_name(account),
        SIGNER.sign(".".join(parts)),
        LIFETIME,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

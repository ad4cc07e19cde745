"""Names cookies by the scheme of the request: over HTTPS they get a prefix that lets browsers guard them.

`__Host-` and `__Secure-` are those of RFC 6265bis, section 4.1.3. Over HTTP, at home, cookies have their plain names.
So one install can be used over both, and neither sees the cookies of the other.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.browser import has_known_scheme
from accounts.sessions import SessionStore

GetResponse = Callable[[HttpRequest], HttpResponse]


def name_cookies_by_scheme(get_response: GetResponse) -> GetResponse:
    """Removes the prefix from the names of cookies that come over HTTPS, and adds it to those that are sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.is_secure():
            return get_response(request)
        plain_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        request.COOKIES = _prefixed_cookies(request.COOKIES)
        is_adopted = settings.SESSION_COOKIE_NAME not in request.COOKIES and _is_of_older_release(plain_key)
        if is_adopted:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = plain_key
        response = get_response(request)
        _add_prefix(response)
        if is_adopted:
            response.delete_cookie(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_PATH, samesite="Lax")
        return response

    return middleware


def _prefixed_cookies(cookies: dict[str, str]) -> dict[str, str]:
    """Returns the cookies that have the prefix, without it; those that an HTTP page could set do not count."""
    prefix = settings.SECURE_COOKIE_PREFIX
    return {name.removeprefix(prefix): value for name, value in cookies.items() if name.startswith(prefix)}


def _is_of_older_release(session_key: str) -> bool:
    """Returns whether the key opens a session of the time when self-hosted installs had plain names over HTTPS too.

    Its next visit ends that (`record_visit`), and no such session is left 30 days after the upgrade.
    """
    if not session_key or settings.SESSION_COOKIE_SECURE:
        return False
    session = SessionStore(session_key)
    return not session.is_empty() and not has_known_scheme(session)


def _add_prefix(response: HttpResponse) -> None:
    for name in list(response.cookies):
        cookie, prefixed = response.cookies.pop(name), settings.SECURE_COOKIE_PREFIX + name
        response.cookies[prefixed] = cookie.value
        response.cookies[prefixed].update({**cookie, "secure": True})

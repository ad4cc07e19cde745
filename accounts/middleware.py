"""Wraps requests: records visits, keeps pages private, opens the owner scope, and asks to sign in again."""

import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from accounts.browser import record_visit
from accounts.models import Account
from accounts.scope import OwnerDeleted, no_scope, owner_scope
from accounts.secrets import Tampered, UnknownKey

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


def record_visits(get_response: GetResponse) -> GetResponse:
    """Records once an hour in a signed-in session that its browser was seen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            record_visit(request.session, is_https=request.is_secure())
        return get_response(request)

    return middleware


SECRET_ADDRESSES = ("/account/", "/erasure/", "/export/", "/operator/", "/settings/security/", "/start/")
"""Codes, keys and what protects accounts are shown at addresses that begin like this."""


def keep_pages_private(get_response: GetResponse) -> GetResponse:
    """Lets only the athlete's own browser keep a page, and ask before it shows the page again.

    A page with secrets is not kept at all, and a browser that is signed out forgets all pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if request.path_info.startswith(SECRET_ADDRESSES):
            add_never_cache_headers(response)
        elif was_signed_in and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def open_owner_scope(get_response: GetResponse) -> GetResponse:
    """Opens the owner scope of the signed-in account around the request; a stranger has none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with owner_scope(request.user) if request.user.is_authenticated else no_scope():
            return get_response(request)

    middleware.process_exception = _redirect_deleted_account  # type: ignore[attr-defined]
    return middleware


def require_reauthentication(get_response: GetResponse) -> GetResponse:
    """Redirects to the page that asks for the password or a factor again, and reports a secret that does not decrypt.

    It runs inside allauth's own middleware, which would store the whole request, with the form and the client's
    address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = _handle_sign_in_error  # type: ignore[attr-defined]
    return middleware


def _handle_sign_in_error(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if isinstance(error, ReauthenticationRequired):
        methods = get_adapter().get_reauthentication_methods(request.user)
        return redirect_to_login(request.get_full_path(), methods[0]["url"] if methods else None)
    if isinstance(error, Tampered | UnknownKey):
        log.error("a second factor does not open: %s", error)
        return render(request, "accounts/second_factor_unreadable.html", status=503)
    return None


def lead_page_to_sign_in(get_response: GetResponse) -> GetResponse:
    """Leads the whole page to sign in when a part of it asks for something after its session has ended.

    htmx would follow the redirect itself, and put the sign-in page into that part.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_to_sign_in = response.headers.get("Location", "").startswith(reverse("account_login"))
        if not is_to_sign_in or not request.htmx:  # type: ignore[attr-defined]
            return response
        page = request.htmx.current_url_abs_path or reverse("home")  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(page).url})

    return middleware


def _redirect_deleted_account(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Redirects home when the account was deleted during the request, because its browser is signed out."""
    return redirect("home") if isinstance(error, OwnerDeleted) or _is_account_missing(request, error) else None


def _is_account_missing(request: HttpRequest, error: Exception) -> bool:
    """Returns whether the database refused a row because its account was deleted."""
    return (
        isinstance(error, DatabaseError)
        and not isinstance(error, OperationalError)
        and request.user.is_authenticated
        and not Account.objects.filter(pk=request.user.pk).exists()
    )

"""What surrounds a request: whose scope is open, that its browser was here, and what is asked for first."""

import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.browser import record_visit
from accounts.models import Account
from accounts.scope import OwnerDeleted, owner_scope
from accounts.secrets import Tampered, UnknownKey

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


def record_visits(get_response: Answer) -> Answer:
    """Writes down, once an hour, that a browser that is signed in was here."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            record_visit(request.session)
        return get_response(request)

    return answer


def open_owner_scope(get_response: Answer) -> Answer:
    """Everything a signed-in person does happens in their own scope; a stranger has none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with owner_scope(request.user):
            return get_response(request)

    answer.process_exception = _gone  # type: ignore[attr-defined]
    return answer


def require_reauthentication(get_response: Answer) -> Answer:
    """Sends whoever has to say again who they are to the page that asks, and says so when a secret does not open.

    Stands inside allauth's own, which would keep the whole request meanwhile: what was typed, and the client's address.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    answer.process_exception = _answer_for  # type: ignore[attr-defined]
    return answer


def _answer_for(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    if isinstance(problem, ReauthenticationRequired):
        ways = get_adapter().get_reauthentication_methods(request.user)
        return redirect_to_login(request.get_full_path(), ways[0]["url"] if ways else None)
    if isinstance(problem, Tampered | UnknownKey):
        log.error("a second factor does not open: %s", problem)
        return render(request, "accounts/unreadable.html", status=503)
    return None


def _gone(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """Whose account was deleted while the request was under way is a stranger now."""
    return redirect("/") if isinstance(problem, OwnerDeleted) or _is_orphan(request, problem) else None


def _is_orphan(request: HttpRequest, problem: Exception) -> bool:
    """Whether the database refused a row because its account is not there any more."""
    return (
        isinstance(problem, DatabaseError)
        and not isinstance(problem, OperationalError)
        and request.user.is_authenticated
        and not Account.objects.filter(pk=request.user.pk).exists()
    )

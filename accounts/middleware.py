"""Opens the signed-in account's scope around a request."""

from collections.abc import Callable

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Account
from accounts.scope import OwnerGone, owner_scope


def own_scope(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Everything a signed-in person does happens in their own scope; a stranger has none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with owner_scope(request.user):
            return get_response(request)

    answer.process_exception = _gone  # type: ignore[attr-defined]
    return answer


def _gone(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """Whose account was deleted while the request was under way is a stranger now."""
    return redirect("/") if isinstance(problem, OwnerGone) or _is_orphan(request, problem) else None


def _is_orphan(request: HttpRequest, problem: Exception) -> bool:
    """Whether the database refused a row because its account is not there any more."""
    return (
        isinstance(problem, DatabaseError)
        and not isinstance(problem, OperationalError)
        and request.user.is_authenticated
        and not Account.objects.filter(pk=request.user.pk).exists()
    )

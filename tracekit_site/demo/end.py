"""Ends demos: deletes one that its visitor leaves, and tells the visitor of one that has ended."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.http import SeeOther
from accounts.models import Account
from tracekit_site.demo.start import DEMO_LIFETIME
from tracekit_site.services.delete_account import delete_account

DEMO_COOKIE = "demo"
"""A browser keeps this cookie for a week, since nothing else is left of a demo that has ended."""
COOKIE_LIFETIME = 7 * DEMO_LIFETIME


def set_demo_cookie(response: HttpResponse) -> None:
    """Notes in the browser that it is in a demo; the cookie says nothing else."""
    response.set_cookie(
        DEMO_COOKIE,
        "yes",
        COOKIE_LIFETIME,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def delete_demo_cookie(response: HttpResponse) -> None:
    """Deletes the note: the end was told, or the demo was kept."""
    response.delete_cookie(DEMO_COOKIE, path=settings.SESSION_COOKIE_PATH, samesite="Lax")


@receiver(user_logged_out)
def delete_left_demo(user: Account | None, **_: Any) -> None:
    """Deletes a demo when its visitor signs out, because nothing could sign in to it again."""
    if user and Account.objects.filter(pk=user.pk, demo_until__isnull=False).exists():
        delete_account()


def lead_to_demo_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leads a visitor whose demo has ended to the page that says so, where others are asked to sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.COOKIES.get(DEMO_COOKIE):
            return response
        if isinstance(request.user, Account):
            if request.user.demo_until is None:
                delete_demo_cookie(response)
            return response
        return _demo_end(request) if _is_entrance(request, response) else response

    return middleware


def _is_entrance(request: HttpRequest, response: HttpResponse) -> bool:
    """Returns whether a stranger sees the landing page now, or is asked to sign in."""
    is_landing_page = request.path == reverse("home") and response.status_code == 200
    return is_landing_page or response.headers.get("Location", "").startswith(reverse("account_login"))


def _demo_end(request: HttpRequest) -> HttpResponse:
    address = reverse("demo_end")
    is_part_of_page = request.headers.get("HX-Request") == "true"
    return HttpResponse(headers={"HX-Redirect": address}) if is_part_of_page else SeeOther(address)

"""Answers 304 to a browser that asks again for a page that would look the same; nothing of the page is stored here."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac

from accounts.http import SignedInRequest
from accounts.release_digest import release_digest
from providers.web.page_state import PageState, PageStateQuery, TimeDependence

View = TypeVar("View", bound=Callable[..., HttpResponse])

ACCOUNT_FIELDS = (
    *("email", "time_zone", "is_time_zone_confirmed", "units", "week_start", "theme", "has_shortcuts"),
    *("has_first_steps", "provider_order", "being_deleted", "is_operator", "demo_until", "quota"),
)
"""Pages show these fields of the account; the others change with its sessions, or show nowhere."""


def revalidated(time_dependence: TimeDependence | None = None) -> Callable[[View], View]:
    """Decorates a signed-in view whose pages depend on the account's data, the address, the settings and the day alone.

    Its pages carry an `ETag` over all of that, and a request with the same one is answered with 304. There is none
    while a message waits to be shown, while the account has a job, before its time zone is confirmed (the page asks,
    with the time), and while `time_dependence` finds rows: time alone changes the page then.
    """
    load_state = PageStateQuery(time_dependence)

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: SignedInRequest, *args: Any, **options: Any) -> HttpResponse:
            state = request.page_state = load_state()
            tag = _entity_tag(request, state)
            if tag and tag in request.headers.get("If-None-Match", "").split(", "):
                return _with_headers(HttpResponseNotModified(), tag)
            response = view(request, *args, **options)
            return _with_headers(response, tag if response.status_code == 200 else None)

        return cast(View, wrapped)

    return decorate


def _with_headers(response: HttpResponse, tag: str | None) -> HttpResponse:
    """Adds the tag, and that a browser may keep the page for itself and has to ask before it shows it again."""
    if tag:
        response.headers["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response


def _entity_tag(request: SignedInRequest, state: PageState) -> str | None:
    """Returns the weak tag of the page as it would be now; None while it changes without a write."""
    secret = request.META.get("CSRF_COOKIE", "")
    if state.has_jobs or state.changes_with_time or not request.user.is_time_zone_confirmed:
        return None
    if not secret or state.version is None or len(get_messages(request)):
        return None
    depends_on = (
        *(release_digest(), request.get_host(), request.get_full_path(), secret, repr(state)),
        *sorted(f"{name}: {value}" for name, value in request.headers.items() if name.lower().startswith("hx-")),
        *(request.session.session_key, request.user.pk, *(getattr(request.user, name) for name in ACCOUNT_FIELDS)),
        timezone.now().astimezone(request.user.zone).date(),
    )
    return f'W/"{salted_hmac("page", repr(depends_on)).hexdigest()}"'

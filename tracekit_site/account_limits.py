"""Limits what an account sends to each kind of address; `accounts/stranger_limits.py` limits strangers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import Account
from tracekit_site.body_limits import content_length
from tracekit_site.rate_limits import seconds_to_wait
from tracekit_site.views.errors import rate_limited

GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")

FORMS, ROWS, PLATFORMS, UPLOADS = "forms", "rows", "platforms", "uploads"

LIMITED_BY = {
    **dict.fromkeys(("files", "files_known", "files_upload", "files_resume"), ROWS),
    **dict.fromkeys(("possible_answer", "workout_split", "workout_ignore", "workout_name"), ROWS),
    **dict.fromkeys(("connect", "connection_pull", "connection_resume", "sync_pull", "sync_month"), PLATFORMS),
    **dict.fromkeys(("review_write", "workout_write_back", "write_back_accept", "write_back_retry"), PLATFORMS),
    **dict.fromkeys(("write_back_undo", "write_backs_undo", "workout_file_fetch"), PLATFORMS),
}
"""Maps the names of addresses that make rows, or have a platform called, to their limit. All others are cheap forms."""

NEVER_REFUSED = {
    *("account_logout", "sessions_end", "one_time_link", "unsubscribe"),
    *("account_deletion", "start_over", "demo_delete", "connection_disconnect", "connection_pause"),
    *("file_delete", "files_upload_delete", "corrections_undo", "write_back_withdraw"),
}
"""Whoever ends access, deletes or takes back what is theirs is never refused; each of these leaves less to do."""


def limit_accounts(get_response: GetResponse) -> GetResponse:
    """Answers 429 to an account that sends more to this kind of address than the settings allow.

    Every request that may change something is counted, whether its address takes it or not. An upload counts by its
    stated bytes too. Nothing was done when it is refused, so a page may send it again, unless a platform is called.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = _refuse_excess  # type: ignore[attr-defined]
    return middleware


def _refuse_excess(request: HttpRequest, *_: Any) -> HttpResponse | None:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if request.method in SAFE_METHODS or not isinstance(request.user, Account) or name in NEVER_REFUSED:
        return None
    kind = LIMITED_BY.get(name, FORMS)
    wait_s = _seconds_to_wait(kind, request.user)
    if name == "files":
        wait_s = max(wait_s, _seconds_to_wait(UPLOADS, request.user, content_length(request)))
    return rate_limited(request, wait_s, may_repeat=kind != PLATFORMS) if wait_s else None


def _seconds_to_wait(kind: str, account: Account, amount: int = 1) -> int:
    return seconds_to_wait(settings.ACCOUNT_LIMITS[kind], f"{kind}:{account.pk}", amount)

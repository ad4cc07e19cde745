"""Answers when an upload is more than the account's quota has room for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from accounts.http import SignedInRequest
from accounts.services.quota import QuotaFull
from matching.web.uploads.quota_messages import FREE_ROOM, refuse_upload

FULL_STATUS = 507
"""WebDAV's "Insufficient Storage" is also the status for a quota (RFC 4331)."""

View = Callable[..., HttpResponseBase]


def with_quota_errors(answer: Callable[[SignedInRequest, str], HttpResponse]) -> Callable[[View], View]:
    """Decorates a view so that `answer` answers, with a message, when it raises QuotaFull."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: SignedInRequest, *args: Any, **options: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **options)
            except QuotaFull as full:
                return answer(request, refuse_upload(request.user, full.limit))

        return wrapped

    return decorate


def answer_full_in_json(request: SignedInRequest, message: str) -> HttpResponse:
    """Answers the script that sends files: `{"problem": text, "advice": text}`."""
    return JsonResponse({"problem": message, "advice": FREE_ROOM}, status=FULL_STATUS)

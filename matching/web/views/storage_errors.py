"""Answers for when the store of files does not answer, or a disk is full: a sentence, and nothing half done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.http import SignedInRequest
from activities.storage.storage_errors import StorageUnavailable, full_disk
from matching.web.uploads.storage_messages import FILE_KEPT, NOTHING_KEPT, WHY

STATUS = {"store_down": 503, "store_full": 507}
RETRY_AFTER_S = "60"

View = Callable[..., HttpResponseBase]


def storage_errors_answered(
    answer: Callable[[SignedInRequest, StorageUnavailable], HttpResponse],
) -> Callable[[View], View]:
    """The view, answering by that where it raises StoreDown, or where a disk or the database has no room left."""

    def decorated(view: View) -> View:
        @wraps(view)
        def answered(request: SignedInRequest, *args: Any, **named: Any) -> HttpResponseBase:
            try:
                with full_disk():
                    return view(request, *args, **named)
            except StorageUnavailable as down:
                return answer(request, down)

        return answered

    return decorated


def in_json(request: SignedInRequest, down: StorageUnavailable) -> HttpResponse:
    """For the script that sends files: `{"problem": sentence}`; what to do it says itself."""
    return JsonResponse({"problem": f"{WHY[down.code]} {NOTHING_KEPT}"}, status=STATUS[down.code])


def in_page(request: SignedInRequest, down: StorageUnavailable) -> HttpResponse:
    """For somebody who wants a file."""
    status = STATUS[down.code]
    said = {"say": f"{WHY[down.code]} {FILE_KEPT}", "number": f"Error {status}"}
    answer = render(request, "files/out_of_reach.html", said, status=status)
    answer.headers["Retry-After"] = RETRY_AFTER_S
    return answer

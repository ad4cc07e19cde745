"""Answers when the file storage is unavailable or a disk is full: with a message, and nothing half done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.http import SignedInRequest
from activities.storage.storage_errors import StorageUnavailable, full_disk
from matching.web.uploads.storage_messages import CAUSES, FILE_KEPT, NOTHING_KEPT

STATUS = {"store_down": 503, "store_full": 507}
RETRY_AFTER_S = "60"

View = Callable[..., HttpResponseBase]


def with_storage_errors(
    answer: Callable[[SignedInRequest, StorageUnavailable], HttpResponse],
) -> Callable[[View], View]:
    """Decorates a view so that `answer` answers when it raises StorageUnavailable, or when a disk is full."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: SignedInRequest, *args: Any, **options: Any) -> HttpResponseBase:
            try:
                with full_disk():
                    return view(request, *args, **options)
            except StorageUnavailable as error:
                return answer(request, error)

        return wrapped

    return decorate


def answer_in_json(request: SignedInRequest, error: StorageUnavailable) -> HttpResponse:
    """Answers the script that sends files: `{"problem": text}`; the script adds what to do."""
    return JsonResponse({"problem": f"{CAUSES[error.code]} {NOTHING_KEPT}"}, status=STATUS[error.code])


def answer_with_page(request: SignedInRequest, error: StorageUnavailable) -> HttpResponse:
    """Answers a person who wants a file."""
    status = STATUS[error.code]
    context = {"text": f"{CAUSES[error.code]} {FILE_KEPT}", "number": f"Error {status}"}
    response = render(request, "files/storage_error.html", context, status=status)
    response.headers["Retry-After"] = RETRY_AFTER_S
    return response

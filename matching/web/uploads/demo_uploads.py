"""Refuses files in a demo: whoever may not sign up must not store files here either."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from accounts.http import SignedInRequest
from accounts.sign_up import can_keep_demo

View = Callable[..., HttpResponseBase]

NO_FILES = "A demo takes no files of your own, so nothing was saved."
KEEP_FIRST = "Keep the demo as your account first."


def without_demo_uploads(refuse: Callable[[SignedInRequest, str], HttpResponse]) -> Callable[[View], View]:
    """Decorates a view that receives files so that `refuse` answers a demo, with the message; no file is read."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: SignedInRequest, *args: Any, **options: Any) -> HttpResponseBase:
            if request.user.demo_until is None:
                return view(request, *args, **options)
            return refuse(request, f"{NO_FILES} {KEEP_FIRST}" if can_keep_demo() else NO_FILES)

        return wrapped

    return decorate


def refuse_in_json(request: SignedInRequest, message: str) -> HttpResponse:
    """Answers the script that sends files."""
    return JsonResponse({"problem": message}, status=403)

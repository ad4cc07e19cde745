"""Wraps requests: lists providers in the order of the signed-in athlete."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from activities.provider_labels import own_order


def list_providers_in_own_order(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lists providers in the order that the athlete has chosen, on every page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with own_order(request.user.provider_order.split()):
            return get_response(request)

    return middleware

"""Adds a page to the web process that crashes with an error that repeats what it was sent."""

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, path
from django.views.decorators.csrf import csrf_exempt

from tracekit_site.wsgi import application

__all__ = ["application"]


@csrf_exempt
def crash(request: HttpRequest, token: str) -> HttpResponse:
    """Raises an error that repeats the body and the address."""
    try:
        raise KeyError(request.body)
    except KeyError as error:
        raise ValueError(f"{token} with {request.POST} of {request.META['REMOTE_ADDR']}") from error


get_resolver().url_patterns.append(path("crash/<token>/", crash))

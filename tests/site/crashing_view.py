"""The web process with a page more, that crashes over what it was sent."""

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, path
from django.views.decorators.csrf import csrf_exempt

from tracekit_site.wsgi import application

__all__ = ["application"]


@csrf_exempt
def crash(request: HttpRequest, token: str) -> HttpResponse:
    """Raises what repeats the body and the address."""
    try:
        raise KeyError(request.body)
    except KeyError as cause:
        raise ValueError(f"{token} with {request.POST} of {request.META['REMOTE_ADDR']}") from cause


get_resolver().url_patterns.append(path("crash/<token>/", crash))

"""Takes what platforms send by their webhooks."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.scope import no_scope
from providers.credentials import Registration
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.receive_events import receive_events
from providers.services.webhooks import verify_token, webhook_of
from providers.webhook_events import MalformedEvents, Webhook, WrongSignature

MAX_BODY_SIZE = 100_000
"""A larger body, in bytes, is refused: a hundred events of RideWithGPS have a quarter of it."""
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Answers a platform's handshake, or takes its events; it has no session and calls nobody.

    The answer is the same whether an athlete is connected here or not.
    """
    known, platform = webhook_of(provider), PLATFORMS.get(provider)
    registration = registration_for(platform) if platform else None
    if known is None or registration is None:
        raise Http404
    if request.method == "GET":
        answer = known.handshake(request.GET.dict(), verify_token(provider))
        return JsonResponse(answer) if answer else HttpResponse("Wrong verify token.\n", PLAIN, 403)
    if len(request.body) > MAX_BODY_SIZE:
        return HttpResponse("Too large.\n", PLAIN, 413)
    return _take(request, provider, known, registration)


def _take(request: HttpRequest, provider: str, webhook: Webhook, registration: Registration) -> HttpResponse:
    try:
        events = webhook.events(registration, request.headers, request.body)
    except WrongSignature:
        return HttpResponse("Wrong signature.\n", PLAIN, 403)
    except MalformedEvents:
        return HttpResponse("This is no event.\n", PLAIN, 400)
    with no_scope():
        receive_events(provider, registration, events)
    return HttpResponse()

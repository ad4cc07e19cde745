"""The way to a platform's consent, and back."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SeeOther, SignedInRequest
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.authorization import NotConnected, authorization_url, complete_authorization
from providers.web.pages.connections import connect_page
from providers.web.pages.error_messages import not_connected


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def connect(request: SignedInRequest, provider: str) -> HttpResponse:
    """The platform's rules first; its button answers with the page that leaves for the consent.

    A redirect would not do: `form-action 'self'` holds for every hop after a form.
    """
    platform = PLATFORMS.get(provider)
    if platform is None:
        raise Http404
    registration = registration_for(provider)
    if request.method != "POST" or registration is None:
        host = urlsplit(request.build_absolute_uri()).hostname
        return render(request, "providers/connect.html", {"page": connect_page(platform), "host": host})
    callback = request.build_absolute_uri(reverse("connection_back"))
    there = authorization_url(platform, registration, callback)
    answer = render(request, "providers/leaving.html", {"platform": platform, "there": there})
    answer.headers["Refresh"] = f"0; url={there}"
    return answer


@never_cache
@require_GET
@login_required
def back(request: SignedInRequest) -> HttpResponse:
    """What the platform sends the athlete back with: the one address that writes on a GET, guarded by the state.

    It always leads on, so that no code stays in the address.
    """
    told = request.GET.get
    try:
        connection = complete_authorization(told("state", ""), told("code", ""), told("scope", ""), told("error", ""))
    except NotConnected as not_so:
        messages.error(request, not_connected(not_so.code, not_so.label), "refused")
        return SeeOther(reverse("connections"))
    messages.success(request, f"{connection.platform.label} is connected. The first pull has begun.")
    return SeeOther(reverse("connection", args=[connection.pk]))

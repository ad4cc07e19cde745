"""Sends an athlete to a platform's consent page, and handles the callback."""

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
from providers.web.pages.error_messages import not_connected_message


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def connect(request: SignedInRequest, provider: str) -> HttpResponse:
    """Shows the platform's rules; the button answers with a page that refreshes to the consent page.

    A redirect would not work, because `form-action 'self'` holds for every hop after a form.
    """
    platform = PLATFORMS.get(provider)
    if platform is None:
        raise Http404
    registration = registration_for(provider)
    if request.method != "POST" or registration is None:
        host = urlsplit(request.build_absolute_uri()).hostname
        return render(request, "providers/connect.html", {"page": connect_page(platform), "host": host})
    consent_url = authorization_url(platform, registration, request.build_absolute_uri(reverse("connection_callback")))
    response = render(request, "providers/redirect.html", {"platform": platform, "consent_url": consent_url})
    response.headers["Refresh"] = f"0; url={consent_url}"
    return response


@never_cache
@require_GET
@login_required
def callback(request: SignedInRequest) -> HttpResponse:
    """Handles the redirect back from the platform.

    It is the only address that writes on a GET; the state protects it. It always redirects, so that no code stays in
    the address bar.
    """
    query = request.GET.get
    try:
        connection = complete_authorization(
            query("state", ""), query("code", ""), query("scope", ""), query("error", "")
        )
    except NotConnected as error:
        messages.error(request, not_connected_message(error.code, error.label), "refused")
        return SeeOther(reverse("connections"))
    messages.success(request, f"{connection.platform.label} is connected. The first pull has begun.")
    return SeeOther(reverse("connection", args=[connection.pk]))

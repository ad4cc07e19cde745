"""Sends an athlete to a platform's consent page, and handles the callback."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.sessions import row_key_of
from activities.being_deleted import hidden_providers
from providers.models import Connection, OAuthState
from providers.registrations import registration_for, sandbox_registration
from providers.registry import PLATFORMS
from providers.services.authorization import accept_answer, authorization_url, is_overdue
from providers.services.connect import NotConnected
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
    is_demo = request.user.demo_until is not None
    registration = sandbox_registration(platform) if is_demo else registration_for(platform)
    callback_url = request.build_absolute_uri(reverse("connection_callback"))
    if request.method != "POST" or registration is None or provider in hidden_providers():
        addresses = {"host": urlsplit(callback_url).hostname, "callback_url": callback_url}
        return render(request, "providers/connect.html", {"page": connect_page(platform), **addresses})
    consent_url = authorization_url(platform, registration, callback_url, row_key_of(request))
    response = render(request, "providers/redirect.html", {"platform": platform, "consent_url": consent_url})
    response.headers["Refresh"] = f"0; url={consent_url}"
    return response


@never_cache
@require_GET
@login_required
def callback(request: SignedInRequest) -> HttpResponse:
    """Handles the redirect back from the platform.

    It is the only address that writes on a GET; the state protects it. It always redirects, so that no code stays in
    the address bar, and calls nobody: the page that it leads to waits for the platform.
    """
    parameters = (request.GET.get(name, "") for name in ("state", "code", "scope", "error", "sandbox_code"))
    callback_url = request.build_absolute_uri(reverse("connection_callback"))
    try:
        oauth_state = accept_answer(row_key_of(request), callback_url, *parameters)
    except NotConnected as error:
        messages.error(request, not_connected_message(error.code, error.label), "refused")
        return SeeOther(reverse("connections"))
    return SeeOther(reverse("authorization", args=[oauth_state.provider]))


@never_cache
@require_safe
@login_required
def authorization(request: SignedInRequest, provider: str) -> HttpResponse:
    """Shows that the platform is being asked, and leads on when it has answered; the page polls."""
    oauth_state = OAuthState.objects.filter(provider=provider, answered_at__isnull=False).first()
    if oauth_state and not oauth_state.ended_at and not is_overdue(oauth_state):
        response = render(request, "providers/authorization.html", {"platform": PLATFORMS[oauth_state.provider]})
        response.headers["Refresh"] = "5"
        return HttpResponse(status=204) if request.htmx else response
    address = _show_result(request, oauth_state) if oauth_state else reverse("connections")
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else SeeOther(address)


def _show_result(request: SignedInRequest, oauth_state: OAuthState) -> str:
    """Adds the message about how the authorization ended, and returns the address of the page that shows it."""
    label = PLATFORMS[oauth_state.provider].label
    connection = Connection.objects.filter(provider=oauth_state.provider).first()
    if oauth_state.ended_at and not oauth_state.error and connection:
        messages.success(request, f"{label} connected. The import of your activities has started.")
        return reverse("connection", args=[connection.pk])
    error = oauth_state.error if oauth_state.ended_at else "timeout"
    messages.error(request, not_connected_message(error, label), "refused")
    return reverse("connections")

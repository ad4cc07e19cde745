"""Lets the operator of a self-hosted install enter, change and delete its applications at platforms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SeeOther, SignedInRequest
from providers.contract import Platform
from providers.registry import PLATFORMS
from providers.services.own_registration import RegistrationInUse, delete_client, save_client
from providers.web.application_form import ApplicationForm
from providers.web.pages.application import application_page, can_register, platforms_to_register

IN_USE = (
    "Connections use this application, and their access belongs to it. You can change its secret now, and enter "
    "another client ID or delete it after they are disconnected."
)

View = Callable[[SignedInRequest, Platform], HttpResponse]


def _for_operator(view: View) -> Callable[..., HttpResponse]:
    """Decorates a view of a platform for the operator of a self-hosted install, who confirms it; others get 404."""
    confirmed: Any = reauthentication_required(view)

    @wraps(view)
    @never_cache
    @login_required
    def wrapped(request: SignedInRequest, provider: str) -> HttpResponse:
        platform = PLATFORMS.get(provider)
        if not can_register(request.user) or platform not in platforms_to_register(request.user):
            raise Http404
        response: HttpResponse = confirmed(request, platform)
        return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@_for_operator
def application(request: SignedInRequest, platform: Platform) -> HttpResponse:
    """Shows the form for the client id and the secret, and saves them."""
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_client(platform.name, form.cleaned_data["client_id"], form.cleaned_data["client_secret"])
        except RegistrationInUse:
            form.add_error(None, IN_USE)
        else:
            messages.success(request, f"{platform.label} application saved.")
            return SeeOther(reverse("connect", args=[platform.name]))
    context = {"page": application_page(platform, request), "form": form}
    return render(request, "providers/application.html", context)


@require_POST
@_for_operator
def delete(request: SignedInRequest, platform: Platform) -> HttpResponse:
    """Deletes the stored application."""
    try:
        delete_client(platform.name)
    except RegistrationInUse:
        messages.error(request, IN_USE, "refused")
    else:
        messages.success(request, f"{platform.label} application deleted.")
    return SeeOther(reverse("application", args=[platform.name]))

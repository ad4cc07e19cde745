"""Changes the order of providers: by a button up or down, or by dragging a card."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SeeOther, SignedInRequest
from activities.provider_labels import own_order, provider_label
from providers.registry import PROVIDERS
from providers.services.provider_order import arrange_providers, move_provider
from providers.web.pages.connections import provider_cards

STEPS = {"up": -1, "down": 1}
"""A form names the provider that it moves in one of these fields; a dragged card sends the whole order instead."""


@require_POST
@login_required
def order_providers(request: SignedInRequest) -> HttpResponse:
    """Saves the order, and shows the cards in it; other pages list providers in it from then on."""
    message = _change_order(request)
    if not request.htmx:
        messages.success(request, message)
        return SeeOther(reverse("connections"))
    with own_order(request.user.provider_order.split()):
        context = {"cards": provider_cards(request.user), "message": message}
        return render(request, "providers/provider_cards.html", context)


def _change_order(request: SignedInRequest) -> str:
    """Returns what was changed, as a sentence."""
    for field, step in STEPS.items():
        provider = request.POST.get(field, "")
        if provider in PROVIDERS:
            move_provider(request.user, provider, step)
            return f"{provider_label(provider).name} moved {field}."
    arrange_providers(request.user, request.POST.getlist("order"))
    return "Order saved."

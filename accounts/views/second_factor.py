"""Passkeys: added, removed, shown again. The rest of second factors is allauth's as it is."""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
    login_webauthn,
)
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse_lazy

from accounts.http import SeeOther
from accounts.services.second_factors import passkey_opaque_id


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that lets in by itself: the browser is asked to make sure who uses it."""

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        """What the browser's dialog needs, as `js_data`."""
        shown: dict[str, Any] = super().get_context_data(**told)
        shown["js_data"] = {"creation_options": begin_registration(self.request.user, passwordless=True)}
        return shown


class DeletePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Asks, then removes the passkey that `passkey` names."""

    success_url = reverse_lazy("settings_security")

    def get_object(self, queryset: Any = None) -> Authenticator:
        """Raises Http404 for a passkey that is gone, or is another's."""
        mark = self.request.GET.get("passkey")
        found: Authenticator | None = next((row for row in self.get_queryset() if passkey_opaque_id(row) == mark), None)
        if found is None:
            raise Http404
        return found


class ReauthenticatePasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Asks for a passkey before something else."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """The same page, with why it was not taken."""
        for why in form.errors["credential"]:
            messages.error(self.request, str(why), "refused")
        return SeeOther(self.request.get_full_path())


# Asking what the dialog needs makes a session, so that is limited too.
passkey_sign_in = ratelimit.decorator(app="allauth.mfa", action="webauthn_login", limit_get=True)(login_webauthn)
add_passkey = AddPasskeyView.as_view()
delete_passkey = DeletePasskeyView.as_view()
reauthenticate_passkey = ReauthenticatePasskeyView.as_view()

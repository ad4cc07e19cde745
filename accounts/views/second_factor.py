"""Shows the pages that add, delete and ask for passkeys; allauth's other pages of second factors stay as they are."""

from typing import Any

from allauth.mfa.models import Authenticator
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

from accounts.allauth_internals import start_registration, with_rate_limit
from accounts.http import SeeOther
from accounts.services.second_factors import passkey_opaque_id
from accounts.views.demo_accounts import without_demos


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey that signs in without a password: the browser is asked to verify its user."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns the context with `js_data`, which the browser's dialog needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": start_registration(self.request.user)}
        return context


class DeletePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Asks for confirmation, then deletes the passkey whose opaque id is `passkey`."""

    success_url = reverse_lazy("settings_security")

    def get_object(self, queryset: Any = None) -> Authenticator:
        """Returns the passkey. Raises Http404 when the account has none of that id."""
        opaque_id = self.request.GET.get("passkey")
        for passkey in self.get_queryset():
            if passkey_opaque_id(passkey) == opaque_id:
                return passkey
        raise Http404


class ReauthenticatePasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Asks for a passkey before another page."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Shows the page again, with the reason why the passkey was refused."""
        for error in form.errors["credential"]:
            messages.error(self.request, str(error), "refused")
        return SeeOther(self.request.get_full_path())


# A GET creates a session for what the browser's dialog needs, so it is limited too.
passkey_sign_in = with_rate_limit(app="allauth.mfa", action="webauthn_login", limit_get=True)(login_webauthn)
add_passkey = without_demos(AddPasskeyView.as_view())
delete_passkey = without_demos(DeletePasskeyView.as_view())
reauthenticate_passkey = without_demos(ReauthenticatePasskeyView.as_view())

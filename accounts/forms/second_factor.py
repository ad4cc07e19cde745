"""Defines the forms for codes from an app or paper, and for passkeys."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.cache import cache
from fido2.utils import websafe_encode

from accounts.allauth_internals import normalize_user_code, parse_registration_response
from accounts.forms.fields import CodeField
from accounts.models import Account

MAX_CREDENTIAL_LENGTH = 20_000
"""A passkey's response may have this many characters; it has about 1,500."""

MAX_NAME_LENGTH = 60

MALFORMED_ERRORS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError),
    *(RecursionError, TypeError, ValueError, struct.error),
)
"""A malformed response of a passkey makes its parsers raise one of these errors."""


def use_code_once(account_id: object, code: str) -> None:
    """Remembers a correct code for as long as its app can show it. Raises ValidationError when it was used before."""
    validity_s = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"used-code:{account_id}:{normalize_user_code(code)}", True, validity_s):
        raise get_adapter().validation_error("used_code")


class LimitedCodeMixin:
    """Makes a form accept a correct code only once, and a limited number of wrong ones."""

    user: Account

    def clean_code(self) -> str:
        """Cleans the code as allauth does. Raises ValidationError for one that was used before, and for too many."""
        usage = get_account_adapter().consume_code(context.request, self.user)
        code = str(super().clean_code())  # type: ignore[misc]
        use_code_once(self.user.pk, code)
        usage.rollback()
        return code


class CodeForm(LimitedCodeMixin, AuthenticateForm):  # type: ignore[misc]
    """Asks for a code as the second step of a sign-in."""

    code = CodeField("Code", help_text="From your app, or one of your recovery codes.", digits=True)


class ReauthenticateCodeForm(LimitedCodeMixin, ReauthenticateForm):  # type: ignore[misc]
    """Asks for a code before another page."""

    code = CodeField("Code", help_text="From your app, or one of your recovery codes.", digits=True)


class ActivateAppForm(LimitedCodeMixin, ActivateTOTPForm):  # type: ignore[misc]
    """Asks for the first code of an app, which proves that the app has the key."""

    code = CodeField("Code from the app", digits=True, focus=False)


class CredentialField(forms.JSONField):
    """Takes the response of the browser's passkey dialog, which a script fills in."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value) if len(value or "") <= MAX_CREDENTIAL_LENGTH else None
        except (*MALFORMED_ERRORS, forms.ValidationError):
            credential = None
        if not isinstance(credential, dict):
            raise get_adapter().validation_error("no_passkey")
        return credential


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Asks for a passkey as the second step of a sign-in."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (*MALFORMED_ERRORS, forms.ValidationError):
            raise get_adapter().validation_error("no_passkey") from None


class ReauthenticatePasskeyForm(PasskeyForm):
    """Asks for a passkey before another page."""

    reauthenticated = True


class PasskeySignInForm(PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    """Asks for a passkey and nothing else: it names its account."""

    passwordless = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Asks for a new passkey and its name."""

    name = forms.CharField(
        label="Name", required=False, max_length=MAX_NAME_LENGTH, help_text="To tell your passkeys apart."
    )
    credential = CredentialField()
    passwordless = None

    def add_prefix(self, field_name: str) -> str:
        """Returns the field's name in the page, where `name` would hide the form's own."""
        return "passkey_name" if field_name == "name" else super().add_prefix(field_name)

    def clean(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().clean()
            if "credential" in data:
                data["credential"] = _strip_credential(data["credential"])
        except (*MALFORMED_ERRORS, forms.ValidationError):
            raise get_adapter().validation_error("no_passkey") from None
        return data


def _strip_credential(credential: dict[str, Any]) -> dict[str, Any]:
    """Returns only those parts of a browser's response that using the passkey needs."""
    parsed = parse_registration_response(credential)
    response = {
        "clientDataJSON": websafe_encode(parsed.response.client_data),
        "attestationObject": websafe_encode(parsed.response.attestation_object),
    }
    raw_id = websafe_encode(parsed.raw_id)
    return {"id": raw_id, "rawId": raw_id, "type": "public-key", "response": response, "clientExtensionResults": {}}

"""Codes from an app or off paper, and passkeys."""

import struct
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_registration_response
from django import forms
from django.core.cache import cache
from fido2.utils import websafe_encode

from accounts.forms.fields import CodeField
from accounts.models import Account

MAX_CREDENTIAL_LENGTH = 20_000
"""Characters. A passkey's answer has about 1,500."""
MAX_NAME_LENGTH = 60

MALFORMED = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError),
    *(RecursionError, TypeError, ValueError, struct.error),
)
"""What the packages that read a passkey's answer raise when it is none."""


def use_code_once(account_id: object, code: str) -> None:
    """A code that was right is used up for as long as its app could show it. Raises ValidationError the second time."""
    shown_s = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"used-code:{account_id}:{normalize_user_code(code)}", True, shown_s):
        raise get_adapter().validation_error("used_code")


class SingleUseCodeMixin:
    """A form whose code, once it was right, is used up."""

    user: Account

    def clean_code(self) -> str:
        """As allauth's. Raises ValidationError for a code that has been used."""
        code = str(super().clean_code())  # type: ignore[misc]
        use_code_once(self.user.pk, code)
        return code


class CodeForm(SingleUseCodeMixin, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    code = CodeField("Code", help_text="From your app, or one of your recovery codes.", digits=True)


class ReauthenticateCodeForm(SingleUseCodeMixin, ReauthenticateForm):  # type: ignore[misc]
    """A code, on the page that asks for it before something else."""

    code = CodeField("Code", help_text="From your app, or one of your recovery codes.", digits=True)


class ActivateAppForm(SingleUseCodeMixin, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app: it shows that the app has the key."""

    code = CodeField("Code that the app shows", digits=True, focus=False)


class CredentialField(forms.JSONField):
    """What the browser's passkey dialog answered. A script fills it in."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value) if len(value or "") <= MAX_CREDENTIAL_LENGTH else None
        except (*MALFORMED, forms.ValidationError):
            credential = None
        if not isinstance(credential, dict):
            raise get_adapter().validation_error("no_passkey")
        return credential


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step of signing in."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except MALFORMED:
            raise get_adapter().validation_error("no_passkey") from None
        except forms.ValidationError as refused:
            raise _in_our_words(refused) from None


class ReauthenticatePasskeyForm(PasskeyForm):
    """A passkey, on the page that asks for it before something else."""

    reauthenticated = True


class PasskeySignInForm(PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey and nothing else: it says itself whose it is."""

    passwordless = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what to call it."""

    name = forms.CharField(
        label="Name", required=False, max_length=MAX_NAME_LENGTH, help_text="So that you know which it is."
    )
    credential = CredentialField()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = super().clean()
            if "credential" in told:
                told["credential"] = _what_is_kept(told["credential"])
        except MALFORMED:
            raise get_adapter().validation_error("no_passkey") from None
        except forms.ValidationError as refused:
            raise _in_our_words(refused) from None
        return told


def _in_our_words(refused: forms.ValidationError) -> forms.ValidationError:
    """The same for a passkey that is wrong, one of nobody, and one that is none; only too many tries are said."""
    return refused if refused.code == "too_many_login_attempts" else get_adapter().validation_error("no_passkey")


def _what_is_kept(credential: dict[str, Any]) -> dict[str, Any]:
    """Of all that a browser may have sent, what reading the passkey takes."""
    read = parse_registration_response(credential)
    answer = {
        "clientDataJSON": websafe_encode(read.response.client_data),
        "attestationObject": websafe_encode(read.response.attestation_object),
    }
    name = websafe_encode(read.raw_id)
    return {"id": name, "rawId": name, "type": "public-key", "response": answer, "clientExtensionResults": {}}

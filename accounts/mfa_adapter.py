"""Adapts allauth's second factors to tracekit: encrypts their seeds, and replaces the texts."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from qrcode import make
from qrcode.image.svg import SvgPathFillImage

from accounts.encrypted_text import decrypt_text, encrypt_text
from accounts.models import Account

SECOND_FACTOR_CONTEXT = "allauth.mfa"
"""Every stored seed is bound to this word, so it never changes."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the seeds of apps and recovery codes. They are not bound to an account: allauth does not pass it."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": "Add an authenticator app or a passkey first. Recovery codes come with it.",
        "incorrect_code": "Wrong code. Try the next one.",
        "no_passkey": "That passkey wasn’t accepted. Nothing was changed. Try again.",
        "unverified_email": "Confirm your email first. Sign out, sign in again and enter the code from the email.",
        "used_code": "That code was already used. Wait for the next one, then try again.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypts a seed."""
        return encrypt_text(text, SECOND_FACTOR_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypts a seed. Raises UnknownKey or Tampered."""
        return decrypt_text(encrypted_text, SECOND_FACTOR_CONTEXT)

    def build_totp_svg(self, url: str) -> str:
        """Returns the QR code on a white background, which cameras need on a dark page."""
        return str(make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        """Returns the default name of a new passkey: `Passkey`, `Passkey 2`."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Returns the host that the passkey belongs to, with the name of tracekit."""
        return {**super().get_public_key_credential_rp_entity(), "name": "tracekit"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """Returns the user with the email, which a browser shows when it asks which passkey to use."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}

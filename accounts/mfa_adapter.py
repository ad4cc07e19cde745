"""How allauth's second factors behave here: their seeds are sealed, and they speak our words."""

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
    """Seals the seeds of apps and recovery codes. allauth does not say whose they are, so the account is not bound."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": "Recovery codes come with an app or a passkey. Add one of them first.",
        "incorrect_code": "That is not the code. Try the next one.",
        "no_passkey": "That passkey was not taken. Nothing was changed. Try again.",
        "unverified_email": "Confirm your e-mail first: sign out and in again, and enter the code from the mail.",
        "used_code": "That code has been used. Wait for the next one, then try again.",
    }

    def encrypt(self, text: str) -> str:
        """A seed, sealed, as text."""
        return encrypt_text(text, SECOND_FACTOR_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """The seed. Raises UnknownKey or Tampered."""
        return decrypt_text(encrypted_text, SECOND_FACTOR_CONTEXT)

    def build_totp_svg(self, url: str) -> str:
        """The QR code with its own white ground, which cameras need on a dark page."""
        return str(make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        """What a passkey is called when nobody says: `Passkey`, `Passkey 2`."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host that the passkey belongs to, under our name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "tracekit"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """The e-mail is what a browser shows when it asks which passkey to use."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}

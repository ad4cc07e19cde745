"""Loads an account's second factors for its settings, without decrypting a seed."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator

from accounts.models import Account
from accounts.opaque_id import opaque_id


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey belongs to an account; `opaque_id` names it in an address."""

    opaque_id: str
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(slots=True)
class SecondFactors:
    """Lists an account's passkeys, its app (None when it is off) and its remaining recovery codes (None: no codes)."""

    passkeys: list[Passkey] = field(default_factory=list)
    app: Authenticator | None = None
    codes_left: int | None = None

    def __bool__(self) -> bool:
        """Returns whether the account needs more than its password to sign in."""
        return bool(self.passkeys or self.app)


def load_second_factors(account: Account) -> SecondFactors:
    """Returns the second factors of the account, with one query."""
    factors = SecondFactors()
    for row in Authenticator.objects.filter(user=account).order_by("created_at"):
        if row.type == Authenticator.Type.WEBAUTHN:
            passkey = Passkey(passkey_opaque_id(row), row.data["name"], row.created_at, row.last_used_at)
            factors.passkeys.append(passkey)
        elif row.type == Authenticator.Type.TOTP:
            factors.app = row
        else:
            factors.codes_left = app_settings.RECOVERY_CODE_COUNT - row.data["used_mask"].bit_count()
    return factors


def passkey_opaque_id(row: Authenticator) -> str:
    """Returns the id that names a passkey in an address."""
    return opaque_id("passkey", row.pk)

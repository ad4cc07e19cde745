"""An account's second factors, as its settings show them. Nothing here opens a seed."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator

from accounts.models import Account
from accounts.opaque_id import opaque_id


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey. `mark` names it in an address."""

    mark: str
    name: str
    added: datetime
    used: datetime | None


@dataclass(slots=True)
class SecondFactors:
    """The passkeys, the app's row (None: off), and how many recovery codes are left (None: there are none)."""

    passkeys: list[Passkey] = field(default_factory=list)
    app: Authenticator | None = None
    codes_left: int | None = None

    def __bool__(self) -> bool:
        """Whether the password alone does not let in."""
        return bool(self.passkeys or self.app)


def load_second_factors(account: Account) -> SecondFactors:
    """What the account has. One query."""
    found = SecondFactors()
    for row in Authenticator.objects.filter(user=account).order_by("created_at"):
        if row.type == Authenticator.Type.WEBAUTHN:
            found.passkeys.append(Passkey(passkey_opaque_id(row), row.data["name"], row.created_at, row.last_used_at))
        elif row.type == Authenticator.Type.TOTP:
            found.app = row
        else:
            found.codes_left = app_settings.RECOVERY_CODE_COUNT - row.data["used_mask"].bit_count()
    return found


def passkey_opaque_id(row: Authenticator) -> str:
    """What names a passkey in an address."""
    return opaque_id("passkey", row.pk)

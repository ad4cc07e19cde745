"""Shows the codes that an athlete has: those of an authenticator app, and recovery codes."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from accounts.models import Account

PERIOD_S = 30


def app_code(secret: str, periods: int = 0) -> str:
    """Returns the code that an app with that secret shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + periods)))


def activate_second_factor(account: Account) -> list[str]:
    """Gives the account an app, and returns its new recovery codes."""
    TOTP.activate(account, generate_totp_secret())
    codes: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    return codes

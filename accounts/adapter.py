"""How allauth behaves here."""

import hashlib
import hmac
from datetime import UTC, datetime

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up as the install allows it; rate limits without keeping an address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP == "open"

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the address that nobody can turn back after today."""
        day = datetime.now(UTC).date().isoformat()
        address = super().get_client_ip(request)
        return hmac.new(f"{settings.SECRET_KEY}{day}".encode(), address.encode(), hashlib.sha256).hexdigest()

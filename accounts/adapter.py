"""How allauth behaves here."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up as the install allows it, one answer to every failed sign-in, and no client address kept."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail and password do not fit together. Nothing was changed.",
        "email_taken": "There is an account with this e-mail already.",
        "incorrect_password": "That is not your current password.",
        "too_many_login_attempts": "Too many tries. Nothing was changed. Try again in 5 minutes.",
        "too_many_passwords": "Too many tries. Try again in a minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP == "open")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account that these credentials let in; a locked one is not told apart from a wrong password."""
        account = super().authenticate(request, **credentials)
        return account if account and account.is_active else None

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the address that nobody can turn back after today."""
        day = datetime.now(UTC).date().isoformat()
        address = super().get_client_ip(request)
        return hmac.new(f"{settings.SECRET_KEY}{day}".encode(), address.encode(), hashlib.sha256).hexdigest()

    def is_safe_url(self, url: str) -> bool:
        """Whether to go on to `url` after a form: only to pages of ours, named without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *args: Any, **options: Any) -> None:
        """Nothing: our pages say themselves what happened."""

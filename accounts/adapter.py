"""Adapts allauth's account pages to tracekit."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.allauth_internals import BaseAccountAdapter
from accounts.http import SeeOther
from accounts.mail import MailNotSent, send_mail
from accounts.models import Account
from accounts.services.notice import EVENT_TEXTS, enqueue_notice, notify_old_address
from accounts.services.security import revoke_other_access

LOGIN_AUTH_HASH_KEY = "account_login_begun_with"
"""Until it is signed in, a session holds a hash of the account's password hash under this name."""


class AccountAdapter(BaseAccountAdapter):
    """Adapts allauth: sign-up only as the install allows, one answer to failed sign-ins, no client address stored."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Wrong email or password.",
        "email_taken": "There is an account with this email already.",
        "incorrect_code": "That is not the code. The newest mail has it.",
        "incorrect_password": "That is not your current password.",
        "not_let_in": "That did not let you in. Nothing was changed.",
        "rate_limited": "Too many tries. Nothing was changed. Try again in 5 minutes.",
        "sent_just_now": "A mail was sent just now. Wait ten seconds, then ask again.",
        "same_email": "That is your email already.",
        "too_many_login_attempts": "Too many tries. Nothing was changed. Try again in 5 minutes.",
        "too_many_passwords": "Too many tries. Try again in a minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP == "open")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Returns the account of the credentials; None for a deactivated one, as for a wrong password."""
        account = super().authenticate(request, **credentials)
        return account if account and account.is_active else None

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns a keyed hash of the client's address, which cannot be recomputed on the next day."""
        day = datetime.now(UTC).date().isoformat()
        address = super().get_client_ip(request)
        return hmac.new(f"{settings.SECRET_KEY}{day}".encode(), address.encode(), hashlib.sha256).hexdigest()

    def failed_sign_in_key(self, email: str) -> str:
        """Returns the account's address alone: allauth adds the host, and a browser may send any port with it."""
        return email.lower()

    def is_safe_url(self, url: str) -> bool:
        """Returns whether a form may redirect to `url`: only to pages of ours, given without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, request: HttpRequest, *args: Any, message: str | None = None, **options: Any) -> None:
        """Passes on only refusals, because our pages confirm successes themselves."""
        if message:
            messages.error(request, message, "refused")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders and sends the mail. Raises MailNotSent, and then lifts the rate limit for the next try."""
        try:
            addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN}
            send_mail(self.render_mail(template_prefix, email, {**addresses, **context}))
        except MailNotSent:
            ratelimit.clear(self.request, action="confirm_email", key=email.lower())
            raise

    def send_notification_mail(self, template_prefix: str, *_: Any, **__: Any) -> None:
        """Enqueues our notice of what allauth's pages have changed.

        There is none after a reset, which started in that mailbox, nor for a new email, of which `confirm_email`
        notifies the old address.
        """
        event = template_prefix.rpartition("/")[2]
        if event in EVENT_TEXTS:
            enqueue_notice(event)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirms the address of the account; returns False when another account has it meanwhile.

        In a signed-in session the address is a new one: all other access ends, and the old address is notified.
        """
        old_email = request.user.email if request.user.is_authenticated else None
        try:
            with transaction.atomic():
                is_confirmed = bool(super().confirm_email(request, email_address))
                if is_confirmed and request.user.is_authenticated:
                    revoke_other_access(request)
        except IntegrityError:
            return False
        if is_confirmed and old_email and old_email != email_address.email:
            _handle_email_change(cast(Account, request.user), old_email)
        return is_confirmed

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Remembers which password the sign-in started with, because a second step may come minutes later."""
        request.session[LOGIN_AUTH_HASH_KEY] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Signs in, unless the password was changed since the sign-in started."""
        if request.session.pop(LOGIN_AUTH_HASH_KEY, None) != user.get_session_auth_hash():
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """Refuses a deactivated account, and a sign-in whose password was changed meanwhile."""
        messages.error(request, self.error_messages["not_let_in"], "refused")
        return SeeOther(reverse("account_login"))


def _handle_email_change(account: Account, old_email: str) -> None:
    """Keeps a demo that now has an address of its own; notifies the old address of every other account."""
    if account.demo_until:
        Account.objects.filter(pk=account.pk).update(demo_until=None)
    else:
        notify_old_address(old_email)

"""How allauth behaves here."""

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
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.http import SeeOther
from accounts.mail import MailNotSent, send_mail
from accounts.models import Account
from accounts.services.notice import EVENT_TEXTS, enqueue_notice, notify_old_address
from accounts.services.security import revoke_other_access

LOGIN_AUTH_HASH_KEY = "account_login_begun_with"
"""Where a session that is not signed in yet keeps a hash of the account's password hash."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up as the install allows it, one answer to every failed sign-in, and no client address kept."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail and password do not fit together. Nothing was changed.",
        "email_taken": "There is an account with this e-mail already.",
        "incorrect_code": "That is not the code. The newest mail has it.",
        "incorrect_password": "That is not your current password.",
        "not_let_in": "That did not let you in. Nothing was changed.",
        "rate_limited": "Too many tries. Nothing was changed. Try again in 5 minutes.",
        "sent_just_now": "A mail was sent just now. Wait ten seconds, then ask again.",
        "same_email": "That is your e-mail already.",
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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by account. allauth adds the host, and a browser may say any port with it."""
        return str(credentials["email"]).lower()

    def is_safe_url(self, url: str) -> bool:
        """Whether to go on to `url` after a form: only to pages of ours, named without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, request: HttpRequest, *args: Any, message: str | None = None, **options: Any) -> None:
        """Passes on why something was not done. What was done our pages say themselves."""
        if message:
            messages.error(request, message, "refused")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders the mail and sends it. Raises MailNotSent; then the next try does not have to wait."""
        try:
            send_mail(self.render_mail(template_prefix, email, {"base_url": settings.BASE_URL, **context}))
        except MailNotSent:
            ratelimit.clear(self.request, action="confirm_email", key=email.lower())
            raise

    def send_notification_mail(self, template_prefix: str, *_: Any, **__: Any) -> None:
        """What allauth's flows have changed is told by a job, in our words.

        Not a reset, which began in that very mailbox; nor a new e-mail, of which `confirm_email` tells the old one.
        """
        happened = template_prefix.rpartition("/")[2]
        if happened in EVENT_TEXTS:
            enqueue_notice(happened)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address is the account's from now on; False when another account has it meanwhile.

        For who is signed in it is a new address: whatever else lets in to the account ends, and the old one is told.
        """
        before = request.user.email if request.user.is_authenticated else None
        try:
            with transaction.atomic():
                confirmed = bool(super().confirm_email(request, email_address))
                if confirmed and request.user.is_authenticated:
                    revoke_other_access(request)
        except IntegrityError:
            return False
        if confirmed and before and before != email_address.email:
            _tell_or_keep(cast(Account, request.user), before)
        return confirmed

    def pre_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponse | None:
        """Notes which password it begins with: a second step may come minutes later."""
        request.session[LOGIN_AUTH_HASH_KEY] = user.get_session_auth_hash()
        return super().pre_login(request, user, **told)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Lets in, unless the password was changed since this began."""
        if request.session.pop(LOGIN_AUTH_HASH_KEY, None) != user.get_session_auth_hash():
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """A locked account is let in by nothing, and nobody by what has changed meanwhile."""
        messages.error(request, self.error_messages["not_let_in"], "refused")
        return SeeOther("/account/login/")


def _tell_or_keep(account: Account, before: str) -> None:
    """A demo with an address of its own is kept; its old one was nobody's. Every other old address is told."""
    if account.demo_until:
        Account.objects.filter(pk=account.pk).update(demo_until=None)
    else:
        notify_old_address(before)

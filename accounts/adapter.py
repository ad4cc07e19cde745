"""Adapts allauth's account pages to tracekit."""

from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.allauth_internals import BaseAccountAdapter, RateLimitUsage
from accounts.http import SeeOther
from accounts.known_browser import known_cookies
from accounts.models import Account, SecurityEventKind
from accounts.networks import client_networks
from accounts.services.approval import await_approval
from accounts.services.notice import EVENT_TEXTS, enqueue_notice, notify_old_address
from accounts.services.outgoing_mail import CODE_LIFETIME, enqueue_mail
from accounts.services.security import revoke_other_access
from accounts.services.security_log import record_event, record_failed_sign_in, record_refused_sign_in
from accounts.sign_in_limits import TooManySignIns, consume_code, consume_sign_in
from accounts.sign_up import takes_sign_ups

LOGIN_AUTH_HASH_KEY = "account_login_begun_with"
"""Until it is signed in, a session holds a hash of the account's password hash under this name."""


class AccountAdapter(BaseAccountAdapter):
    """Adapts allauth: sign-up only as the install allows, one answer to failed sign-ins, no client address stored."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Wrong email or password.",
        "email_taken": "An account with this email already exists.",
        "incorrect_code": "Wrong code. Use the one in our latest email.",
        "incorrect_password": "That isn’t your current password.",
        "not_let_in": "You couldn’t be signed in. Nothing was changed.",
        "suspended": "The operator has suspended this account. It was not deleted. Ask the operator to resume it.",
        "rate_limited": "Too many attempts. Nothing was changed. Try again in 5 minutes.",
        "sent_just_now": "An email was just sent. Wait ten seconds, then try again.",
        "same_email": "That is already your email.",
        "too_many_login_attempts": "Too many attempts. Nothing was changed. Try again in 5 minutes.",
        "too_many_codes": "Too many wrong codes for this account. Nothing was changed. "
        "Use a passkey or a browser that has signed in before, or try again in an hour.",
        "too_many_for_account": "Too many wrong passwords for this account. Nothing was changed. "
        "Use a browser that has signed in before, or try again in an hour.",
        "too_many_links": "Too many links were sent. Nothing was deleted. Use the newest one, or try again in an hour.",
        "too_many_passwords": "Too many attempts. Try again in a minute.",
        "wait": "Somebody has tried many passwords for this account. Wait ten seconds, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return takes_sign_ups()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Returns the account of the credentials; None for one that is being erased, as for a wrong password."""
        account: Account | None = super().authenticate(request, **credentials)
        return account if account and account.closed_at is None else None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failed_sign_in(str(credentials["email"]).lower())

    def get_client_address(self, request: HttpRequest) -> str:
        """Returns the client's address, behind as many proxies as are trusted; it must not be stored."""
        return str(super().get_client_ip(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns by what limits count a client: its network's digest, or its browser if that is a known one."""
        known = next(known_cookies(request), None)
        return f"browser-{known.browser_id}" if known else client_networks(self.get_client_address(request)).own

    def consume_sign_in(self, request: HttpRequest, email: str) -> RateLimitUsage:
        """Counts a sign-in as failed until it succeeds. Raises ValidationError for too many."""
        try:
            return consume_sign_in(request, email.lower(), self.get_client_address(request))
        except TooManySignIns as error:
            record_refused_sign_in(email.lower())
            raise self.validation_error(error.code) from None

    def consume_code(self, request: HttpRequest, account: Account) -> RateLimitUsage:
        """Counts a code of a second factor as wrong until it is right. Raises ValidationError for too many."""
        try:
            return consume_code(request, account, self.get_client_address(request))
        except TooManySignIns as error:
            record_refused_sign_in(account.email)
            raise self.validation_error(error.code) from None

    def is_safe_url(self, url: str) -> bool:
        """Returns whether a form may redirect to `url`: only to pages of ours, given without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, request: HttpRequest, *args: Any, message: str | None = None, **options: Any) -> None:
        """Passes on only refusals, because our pages confirm successes themselves."""
        if message:
            messages.error(request, message, "refused")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders the mail and leaves it to the outbox; allauth sends only mails about a code."""
        enqueue_mail(self.render_code_mail(template_prefix, email, context), CODE_LIFETIME)

    def render_code_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> EmailMessage:
        """Returns the mail of these templates."""
        addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN}
        return cast(EmailMessage, self.render_mail(template_prefix, email, {**addresses, **context}))

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
        """Signs in, unless the password was changed since the sign-in started, or the operator has yet to approve."""
        if request.session.pop(LOGIN_AUTH_HASH_KEY, None) != user.get_session_auth_hash():
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        if user.approve_by:
            await_approval(user)
            request.session.flush()
            raise ImmediateHttpResponse(SeeOther(reverse("account_approval")))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """Refuses a suspended account, and a sign-in whose password was changed meanwhile."""
        is_suspended = not user.is_active and user.closed_at is None
        messages.error(request, self.error_messages["suspended" if is_suspended else "not_let_in"], "refused")
        return SeeOther(reverse("account_login"))


def _handle_email_change(account: Account, old_email: str) -> None:
    """Keeps a demo that now has an address of its own; notifies the old address of every other account."""
    record_event(SecurityEventKind.EMAIL_CHANGED, account)
    if account.demo_until:
        Account.objects.filter(pk=account.pk).update(demo_until=None)
        record_event(SecurityEventKind.SIGN_UP)
    else:
        notify_old_address(old_email)

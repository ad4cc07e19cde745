"""Holds everything that tracekit uses of allauth's internals, under public names.

allauth may change what is imported and overridden here in any release, so `requirements/base.in` stays within one
series of it. Whoever moves to another series reads this module against the new source.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.email_verification import get_address_for_user
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    reauthenticate_by_password,
)
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.internal.userkit import filter_users_by_email, user_id_to_str
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmPasswordResetCodeView
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.internal.ratelimit import RateLimitUsage
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

__all__ = [
    "BaseAccountAdapter",
    "BaseEmailCodeView",
    "BaseResetCodeView",
    "start_password_reset",
    "find_account_to_reset",
    "RateLimitUsage",
    "create_missing_address",
    "consume_rate",
    "start_registration",
    "normalize_user_code",
    "parse_registration_response",
    "prevent_enumeration",
    "did_recently_reauthenticate",
    "reauthenticate_by_password",
    "send_email_code",
    "sync_user_email_address",
    "with_rate_limit",
]

consume_rate = ratelimit.consume
"""Counts a request under a key; returns its usage, or None when that is too much."""

create_missing_address = get_address_for_user
"""Returns the email address of an account, which is created from `Account.email` if it is missing."""

with_rate_limit = ratelimit.decorator
"""Decorates a view so that too many requests are answered with status 429."""


def start_registration(user: Any) -> dict[str, Any]:
    """Returns the options with which a browser makes a passkey for an account; the session keeps their challenge."""
    from allauth.mfa.webauthn.internal import auth  # fido2 would take a tenth of the start of every process

    options: dict[str, Any] = auth.begin_registration(user, passwordless=True)
    return options


def parse_registration_response(credential: Any) -> Any:
    """Returns a browser's answer to the options, parsed. Raises ValueError and others for a malformed one."""
    from allauth.mfa.webauthn.internal import auth

    return auth.parse_registration_response(credential)


def send_email_code(request: HttpRequest, *, email: str) -> None:
    """Sends a code to an address that the signed-in account wants; entering it changes the account's address."""
    EmailVerificationProcess.initiate(request=request, user=request.user, email=email)


def start_password_reset(request: HttpRequest, email: str) -> str:
    """Stores a new code for that address in the session, and returns it. No account is looked up."""
    process = PasswordResetVerificationProcess(request, PasswordResetVerificationProcess.initial_state(None, email))
    process.state["code"] = get_adapter().generate_password_reset_code()
    process.persist()
    return str(process.code)


def find_account_to_reset(email: str) -> Any:
    """Returns the active account that signs in with this address, or None."""
    accounts = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    return accounts[0] if accounts else None


class BaseAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Adapts allauth as its own base class does, with a public method for what counts failed sign-ins."""

    def consume_sign_in(self, request: HttpRequest, email: str) -> RateLimitUsage:
        """Counts a sign-in as failed, which is taken back when it succeeds. Raises ValidationError for too many."""
        raise NotImplementedError

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._login_failed_rl_usage = self.consume_sign_in(request, str(credentials["email"]))


class BaseEmailCodeView(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Asks for the code that confirms an address, with public methods for what a form leads to."""

    def answer_resend(self) -> HttpResponse:
        """Answers a request for another code."""
        raise NotImplementedError

    def answer_code(self, form: Form) -> HttpResponse:
        """Answers the right code."""
        raise NotImplementedError

    def replace_code(self) -> None:
        """Sends another code. When that raises, the code sent before stays valid."""
        process, old_code = self._process, self._process.code
        process.generate_code()
        try:
            process.send()
        except Exception:
            process.state["code"] = old_code
            raise
        process.record_resend()
        process.persist()

    def confirm_address(self) -> bool:
        """Confirms the address that the code was sent to; returns False when another account has it meanwhile."""
        return bool(self._process.finish())

    def continue_sign_in(self, form: Form) -> HttpResponse:
        """Confirms the address of an account that is signing in, and goes on with the next step of that."""
        response: HttpResponse = super()._verify_form_valid(form)
        return response

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        return self.answer_resend()

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        return self.answer_code(form)


class BaseResetCodeView(ConfirmPasswordResetCodeView):  # type: ignore[misc]
    """Asks for the code of a reset. Only the right code, which came by mail, leads to an account."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Goes on to the new password; to sign-in when no account has the address any more."""
        account = find_account_to_reset(self._process.state["email"])
        if account is None:
            self._process.abort()
            return HttpResponseRedirect(reverse("account_login"))
        sync_user_email_address(account)  # The code also confirms an address that is not confirmed yet.
        self._process.state["user_id"] = user_id_to_str(account)
        response: HttpResponse = super().form_valid(form)
        return response

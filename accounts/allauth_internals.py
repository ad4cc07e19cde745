"""Holds everything that tracekit uses of allauth's internals, under public names.

allauth may change what is imported and overridden here in any release, so `requirements/base.in` stays within one
series of it. Whoever moves to another series reads this module against the new source.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.views import ConfirmEmailVerificationCodeView
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.forms import Form
from django.http import HttpRequest, HttpResponse

__all__ = [
    "BaseAccountAdapter",
    "BaseEmailCodeView",
    "start_registration",
    "normalize_user_code",
    "parse_registration_response",
    "prevent_enumeration",
    "reauthenticate_by_password",
    "send_email_code",
    "sync_user_email_address",
    "with_rate_limit",
]

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
    """Sends a code to an address that the signed-in account wants; entering it changes the account's address.

    Raises what sending the mail raises.
    """
    EmailVerificationProcess.initiate(request=request, user=request.user, email=email)


class BaseAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Adapts allauth as its own base class does, with a public method for the key that counts failed sign-ins."""

    def failed_sign_in_key(self, email: str) -> str:
        """Returns the key under which failed sign-ins with this address are counted."""
        raise NotImplementedError

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return self.failed_sign_in_key(str(credentials["email"]))


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

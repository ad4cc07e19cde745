"""Shows the pages that ask for a code from a mail, and send another one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordResetView
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.allauth_internals import BaseEmailCodeView, BaseResetCodeView
from accounts.http import SeeOther
from accounts.services.outgoing_mail import is_mail_late

DEMO_KEPT = "The demo is now your account."


class LateMailMixin:
    """Extends a page that asks for a code: it says so when the mail server takes no mail, whatever the address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns the context of the page and `is_mail_late`: one more query."""
        return {**super().get_context_data(**kwargs), "is_mail_late": is_mail_late()}  # type: ignore[misc]


class ConfirmEmailView(LateMailMixin, BaseEmailCodeView):
    """Asks for the code that confirms an address: that of a new account, or the new one of an old account."""

    def answer_resend(self) -> HttpResponse:
        """Sends another code, or to an address in use another mail: both look the same."""
        try:
            self.replace_code()
        except ImmediateHttpResponse:
            self._add_error(str(get_adapter().error_messages["sent_just_now"]))
        else:
            messages.success(self.request, "We sent another code.")
        return SeeOther(self.passthrough_next_url(self.request.path))

    def answer_code(self, form: Form) -> HttpResponse:
        """Goes on with the sign-in, or changes the address of the account that is signed in; a demo is kept by it."""
        if self.stage:
            return self.continue_sign_in(form)
        is_demo = self.request.user.demo_until is not None
        if not self.confirm_address():
            self._add_error(str(get_adapter().error_messages["email_taken"]))
            return SeeOther(reverse("demo_keep" if is_demo else "settings_security"))
        if is_demo:
            messages.success(self.request, DEMO_KEPT)
            return SeeOther(reverse("home"))
        messages.success(self.request, "Changed. Other browsers are signed out.", "email")
        return SeeOther(reverse("settings_security"))

    def _add_error(self, message: str) -> None:
        messages.error(self.request, message, "refused")


class ResetPasswordView(PasswordResetView):  # type: ignore[misc]
    """Asks for the address of a forgotten password, and sends a code there if an account has it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Shows a page that says who can help, where no mail is sent."""
        if not settings.MAIL:
            return render(request, "account/password_reset_without_mail.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ResetCodeView(LateMailMixin, BaseResetCodeView):
    """Asks for the code of a reset."""


confirm_email = ConfirmEmailView.as_view()
confirm_reset_code = ResetCodeView.as_view()
reset_password = ResetPasswordView.as_view()

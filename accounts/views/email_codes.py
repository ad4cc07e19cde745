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

from accounts.allauth_internals import BaseEmailCodeView
from accounts.http import SeeOther
from accounts.mail import MailNotSent
from accounts.views.mail_errors import MailErrorMixin


class ConfirmEmailView(BaseEmailCodeView):
    """Asks for the code that confirms an address: that of a new account, or the new one of an old account."""

    def answer_resend(self) -> HttpResponse:
        """Sends another code, or to an address in use another mail: both look the same."""
        try:
            self.replace_code()
        except (MailNotSent, ImmediateHttpResponse) as error:
            self._add_error(_resend_error(error))
        else:
            messages.success(self.request, "Another code is on its way.")
        return SeeOther(self.passthrough_next_url(self.request.path))

    def answer_code(self, form: Form) -> HttpResponse:
        """Goes on with the sign-in, or changes the address of the account that is signed in."""
        if self.stage:
            return self.continue_sign_in(form)
        if self.confirm_address():
            messages.success(self.request, "Changed. Other browsers are signed out.", "email")
        else:
            self._add_error(str(get_adapter().error_messages["email_taken"]))
        return SeeOther(reverse("settings_security"))

    def _add_error(self, message: str) -> None:
        messages.error(self.request, message, "refused")


class ResetPasswordView(MailErrorMixin, PasswordResetView):  # type: ignore[misc]
    """Asks for the address of a forgotten password, and sends a code there if an account has it."""

    mail_error = "The mail could not be sent. Your password is as it was. Try again in a minute."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Shows a page that says who can help, where no mail is sent."""
        if not settings.MAIL:
            return render(request, "account/password_reset_without_mail.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


def _resend_error(error: Exception) -> str:
    if isinstance(error, MailNotSent):
        return "The mail could not be sent. The code you have, if it came, is still good. Try again in a minute."
    return str(get_adapter().error_messages["sent_just_now"])


confirm_email = ConfirmEmailView.as_view()
reset_password = ResetPasswordView.as_view()

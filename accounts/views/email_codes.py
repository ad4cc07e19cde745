"""Codes that come by mail: the pages that ask for them, and for a new one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmEmailVerificationCodeView, PasswordResetView
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from accounts.http import SeeOther
from accounts.mail import MailNotSent
from accounts.views.mail_errors import MailErrorMixin


class ConfirmEmailView(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Asks for the code that confirms an address: a new account's, or the new one of an old account."""

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """Another code, for a taken address another mail: one answer for both. The old code stays until then."""
        process, old = self._process, self._process.code
        try:
            process.generate_code()
            process.send()
        except (MailNotSent, ImmediateHttpResponse) as problem:
            process.state["code"] = old
            self._refuse(_why_not_sent(problem))
        else:
            process.record_resend()
            process.persist()
            messages.success(self.request, "Another code is on its way.")
        return SeeOther(self.passthrough_next_url(self.request.path))

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        if self.stage:
            answer: HttpResponse = super()._verify_form_valid(form)
            return answer
        if self._process.finish():
            messages.success(self.request, "Changed. Other browsers are signed out.", "email")
        else:
            self._refuse(str(get_adapter().error_messages["email_taken"]))
        return SeeOther("/settings/security/")

    def _refuse(self, why: str) -> None:
        messages.error(self.request, why, "refused")


class ResetPasswordView(MailErrorMixin, PasswordResetView):  # type: ignore[misc]
    """Asks whose password was forgotten, and sends a code there if there is such an account."""

    not_sent = "The mail could not be sent. Your password is as it was. Try again in a minute."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without mail the page says who can help."""
        if not settings.MAIL:
            return render(request, "account/reset_without_mail.html")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


def _why_not_sent(problem: Exception) -> str:
    if isinstance(problem, MailNotSent):
        return "The mail could not be sent. The code you have, if it came, is still good. Try again in a minute."
    return str(get_adapter().error_messages["sent_just_now"])


confirm_email = ConfirmEmailView.as_view()
reset_password = ResetPasswordView.as_view()

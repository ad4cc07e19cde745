"""Signing in and signing up: allauth's pages, and what they do when the mail with the code does not go."""

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, SignupView
from django.conf import settings
from django.forms import Form
from django.http import HttpResponse

from accounts.models import Account
from accounts.views.mail_errors import MailErrorMixin


class SignInView(MailErrorMixin, LoginView):  # type: ignore[misc]
    """E-mail and password; whose e-mail is not confirmed gets a code for it."""

    not_sent = "The mail with your code could not be sent, so you are not signed in. Try again in a minute."

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        """As allauth's, and whether a forgotten password can be reset by mail."""
        return {**super().get_context_data(**told), "mail": settings.MAIL}


class SignUpView(MailErrorMixin, SignupView):  # type: ignore[misc]
    """A new account, and with mail a code that confirms its e-mail."""

    not_sent = "The mail with your code could not be sent, so no account was made. Try again in a minute."
    user: Account | None = None

    def form_valid(self, form: Form) -> HttpResponse:
        """As allauth's; an account whose code was not even asked for is not kept either."""
        response: HttpResponse = super().form_valid(form)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self.take_back()
        return response

    def take_back(self) -> None:
        """Removes the account that was made a moment ago."""
        if self.user:
            self.user.delete()


sign_in = SignInView.as_view()
sign_up = SignUpView.as_view()

"""Signs in and signs up with allauth's pages, and handles a mail with a code that cannot be sent."""

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, SignupView
from django.conf import settings
from django.forms import Form
from django.http import HttpResponse

from accounts.models import Account
from accounts.views.mail_errors import MailErrorMixin


class SignInView(MailErrorMixin, LoginView):  # type: ignore[misc]
    """Signs in with email and password; an account with an unconfirmed email gets a code for it."""

    mail_error = "The mail with your code could not be sent, so you are not signed in. Try again in a minute."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns allauth's context and `mail`, whether a forgotten password can be reset by mail."""
        return {**super().get_context_data(**kwargs), "mail": settings.MAIL}


class SignUpView(MailErrorMixin, SignupView):  # type: ignore[misc]
    """Creates an account, and with mail sends a code that confirms its email."""

    mail_error = "The mail with your code could not be sent, so no account was made. Try again in a minute."
    user: Account | None = None

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the form as allauth does, and deletes an account whose code was not sent for too many requests."""
        response: HttpResponse = super().form_valid(form)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self.undo()
        return response

    def undo(self) -> None:
        """Deletes the account that was created a moment ago."""
        if self.user:
            self.user.delete()


sign_in = SignInView.as_view()
sign_up = SignUpView.as_view()

"""Signs in and signs up with allauth's pages, and says that a new account waits for the operator."""

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, SignupView
from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Account
from accounts.sign_up import needs_approval


class SignInView(LoginView):  # type: ignore[misc]
    """Signs in with email and password; an account with an unconfirmed email gets a code for it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns allauth's context and `mail`, whether a forgotten password can be reset by mail."""
        return {**super().get_context_data(**kwargs), "mail": settings.MAIL}


class SignUpView(SignupView):  # type: ignore[misc]
    """Creates an account, and with mail sends a code that confirms its email."""

    user: Account | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns allauth's context and `needs_approval`."""
        return {**super().get_context_data(**kwargs), "needs_approval": needs_approval()}

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the form as allauth does; an account whose code is refused for too many requests is not created."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                transaction.set_rollback(True)
        return response


@require_safe
def show_approval(request: HttpRequest) -> HttpResponse:
    """Says that the operator approves new accounts, which is all that one of them sees before that."""
    return render(request, "account/approval.html", {"mail": settings.MAIL})


sign_in = SignInView.as_view()
sign_up = SignUpView.as_view()

"""Shows the security settings: who can sign in to the account, and how."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.reauthenticate import ChangeEmailForm, ChangePasswordForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.second_factors import load_second_factors
from accounts.services.security import EmailTaken, change_email, change_password, send_code_to_new_email
from accounts.services.sessions import list_open_sessions


@login_required
@sensitive_post_parameters()
def security_settings(request: SignedInRequest) -> HttpResponse:
    """Shows password and email, each with a form of its own (`change` names the one sent), factors and sessions.

    A demo has none of them: nothing but its session lets anybody in.
    """
    if request.user.demo_until is not None:
        return render(request, "demo/security.html")
    form_name = request.POST.get("change")
    password_form = ChangePasswordForm(request, request.POST if form_name == "password" else None)
    email_form = ChangeEmailForm(request, request.POST if form_name == "email" else None)
    response = _change_password(request, password_form) if password_form.is_valid() else None
    response = _change_email(request, email_form) if email_form.is_valid() else response
    return response or render(
        request,
        "accounts/security.html",
        {
            "forms": {"password": password_form, "email": email_form},
            "factors": load_second_factors(request.user),
            "sessions": list_open_sessions(request),
            "mail": settings.MAIL,
        },
    )


def _change_password(request: SignedInRequest, form: ChangePasswordForm) -> HttpResponse:
    change_password(request, form.cleaned_data["new_password"])
    return _redirect_saved(request, "password")


def _change_email(request: SignedInRequest, form: ChangeEmailForm) -> HttpResponse | None:
    """Returns the redirect; None when the email was not changed, and the form says why."""
    email = form.cleaned_data["email"]
    try:
        if settings.MAIL:
            send_code_to_new_email(request, email)
            return SeeOther(reverse("account_email_verification_sent"))
        change_email(request, email)
    except EmailTaken:
        form.add_error("email", get_adapter().validation_error("email_taken"))
    else:
        return _redirect_saved(request, "email")
    return None


def _redirect_saved(request: SignedInRequest, form_name: str) -> HttpResponse:
    messages.success(request, "Changed. Other browsers are signed out.", form_name)
    return SeeOther(reverse("settings_security"))

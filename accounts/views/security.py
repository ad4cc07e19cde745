"""Settings: who can get in."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.reauthenticate import ChangeEmailForm, ChangePasswordForm
from accounts.http import SeeOther, SignedInRequest
from accounts.mail import MailNotSent
from accounts.services.second_factors import load_second_factors
from accounts.services.security import EmailTaken, change_email, change_password, send_code_to_new_email
from accounts.services.sessions import list_open_sessions

NOT_SENT = "The mail with the code could not be sent. Nothing was changed. Try again in a minute."


@login_required
@sensitive_post_parameters()
def security(request: SignedInRequest) -> HttpResponse:
    """Password and e-mail, each with its own form (`change` says which was sent); second factors; sessions."""
    asked = request.POST.get("change")
    password = ChangePasswordForm(request, request.POST if asked == "password" else None)
    email = ChangeEmailForm(request, request.POST if asked == "email" else None)
    answer = _changed_password(request, password) if password.is_valid() else None
    answer = _changed_email(request, email) if email.is_valid() else answer
    return answer or render(
        request,
        "accounts/security.html",
        {
            "forms": {"password": password, "email": email},
            "factors": load_second_factors(request.user),
            "sessions": list_open_sessions(request),
            "mail": settings.MAIL,
        },
    )


def _changed_password(request: SignedInRequest, form: ChangePasswordForm) -> HttpResponse:
    change_password(request, form.cleaned_data["new_password"])
    return _saved(request, "password")


def _changed_email(request: SignedInRequest, form: ChangeEmailForm) -> HttpResponse | None:
    """Where to go on; None when the e-mail is as it was, and the form says why."""
    email = form.cleaned_data["email"]
    try:
        if settings.MAIL:
            send_code_to_new_email(request, email)
            return SeeOther("/account/confirm-email/")
        change_email(request, email)
    except EmailTaken:
        form.add_error("email", get_adapter().validation_error("email_taken"))
    except MailNotSent:
        form.add_error(None, NOT_SENT)
    else:
        return _saved(request, "email")
    return None


def _saved(request: SignedInRequest, what: str) -> HttpResponse:
    messages.success(request, "Changed. Other browsers are signed out.", what)
    return SeeOther("/settings/security/")

"""Settings: who can get in."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import ChangeEmailForm, ChangePasswordForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.security import EmailTaken


@login_required
@sensitive_post_parameters()
def security(request: SignedInRequest) -> HttpResponse:
    """The password and the e-mail, each with its own form; `change` says which of them was sent."""
    asked = request.POST.get("change", "")
    forms: dict[str, ChangePasswordForm | ChangeEmailForm] = {
        "password": ChangePasswordForm(request, request.POST if asked == "password" else None),
        "email": ChangeEmailForm(request, request.POST if asked == "email" else None),
    }
    if asked in forms and _saved(forms[asked]):
        messages.success(request, "Changed. Other browsers are signed out.", asked)
        return SeeOther("/settings/security/")
    return render(request, "accounts/security.html", {"forms": forms})


def _saved(form: ChangePasswordForm | ChangeEmailForm) -> bool:
    if not form.is_valid():
        return False
    try:
        form.save()
    except EmailTaken:
        form.add_error("email", get_adapter().validation_error("email_taken"))
        return False
    return True

"""Settings: leaving."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.reauthenticate import CurrentPasswordForm
from accounts.http import SignedInRequest
from tracekit_site.services.delete_account import delete_account, holdings


@login_required
@sensitive_post_parameters()
def account_deletion(request: SignedInRequest) -> HttpResponse:
    """Says what would go; with the password once more the account is deleted before this answers."""
    form = CurrentPasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        delete_account()
        logout(request)
        return render(request, "accounts/gone.html")
    return render(request, "accounts/danger.html", {"form": form, "goes": holdings()})

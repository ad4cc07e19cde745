"""Lets an athlete delete the account."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.reauthenticate import CurrentPasswordForm
from accounts.http import SignedInRequest
from tracekit_site.services.delete_account import count_account_contents, delete_account


@login_required
@sensitive_post_parameters()
def account_deletion(request: SignedInRequest) -> HttpResponse:
    """Shows what would be deleted; a POST with the password deletes the account before it answers."""
    form = CurrentPasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        delete_account()
        logout(request)
        return render(request, "accounts/account_deleted.html")
    contents = count_account_contents()
    return render(request, "accounts/account_deletion.html", {"form": form, "contents": contents})

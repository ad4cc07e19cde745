"""Lets an athlete ask for the erasure of the account."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.allauth_internals import did_recently_reauthenticate
from accounts.forms.erase import EraseForm, EraseWithPasswordForm
from accounts.http import SignedInRequest
from accounts.services.request_erasure import create_erasure_link, mail_erasure_link
from tracekit_site.services.delete_account import count_account_contents
from tracekit_site.views.start_over import start_over_section


@login_required
@sensitive_post_parameters()
def account_deletion(request: SignedInRequest) -> HttpResponse:
    """Shows what would be erased; a POST with the email address asks for the link that confirms it.

    With mail it takes a recent sign-in, and the link goes to the mailbox; without, the password, and the link is on the
    page. A demo has neither, and is left instead.
    """
    if request.user.demo_until is not None:
        return render(request, "demo/deletion.html")
    if request.method == "POST" and settings.MAIL and not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
    form = (EraseForm if settings.MAIL else EraseWithPasswordForm)(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_within_limit(request, form):
        return render(request, "accounts/erasure_requested.html", {"link": _request_link(request)})
    context = {
        "form": form,
        "contents": count_account_contents(),
        "mail": settings.MAIL,
        "section": start_over_section(),
    }
    return render(request, "accounts/account_deletion.html", context)


def _request_link(request: SignedInRequest) -> str | None:
    """Returns the link; None when it was mailed."""
    if not settings.MAIL:
        return create_erasure_link(request.user.pk)
    mail_erasure_link(request.user)
    return None


def _is_within_limit(request: SignedInRequest, form: EraseForm | EraseWithPasswordForm) -> bool:
    """Returns whether the account may have another link this hour; else the form says so."""
    is_allowed = ratelimit.consume(request, action="erasure", user=request.user)
    if not is_allowed:
        form.add_error(None, get_adapter().error_messages["too_many_links"])
    return is_allowed

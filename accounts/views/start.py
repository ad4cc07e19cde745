"""The page behind a one-time link."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.sign_in import FirstAccountForm, StartForm
from accounts.models import Account, OneTimeLink
from accounts.services.links import InvalidLink, let_in, make_first_account, open_link


@never_cache
@sensitive_post_parameters()
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the link does; its button makes the first account, or lets the link's account in."""
    try:
        link = open_link(token)
        form = _form(request, link)
        if request.method == "POST" and form.is_valid():
            # Whoever has the link was given it by the operator: no code from a mail is asked for on top.
            return perform_login(request, _account(token, form), email_verification="none")
    except InvalidLink:
        return render(request, "accounts/dead_link.html", status=410)
    return render(request, "accounts/start.html", {"form": form, "account": link.account})


def _form(request: HttpRequest, link: OneTimeLink) -> StartForm:
    form = StartForm if link.account else FirstAccountForm
    return form(request.POST or None, account=link.account)


def _account(token: str, form: StartForm) -> Account:
    use = let_in if form.account else make_first_account
    return use(token, **form.cleaned_data)

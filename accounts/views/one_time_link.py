"""Shows the page behind a one-time link."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.sign_in import FirstAccountForm, OneTimeLinkForm
from accounts.models import Account, OneTimeLink
from accounts.services.links import InvalidLink, create_first_account, find_link, reset_password_by_link


@never_cache
@sensitive_post_parameters()
def use_one_time_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the link does; its button creates the first account, or signs in to the link's account."""
    try:
        link = find_link(token)
        form = _build_form(request, link)
        if request.method == "POST" and form.is_valid():
            # The operator handed over the link, so no code from a mail is required as well.
            return perform_login(request, _use_link(token, form), email_verification="none")
    except InvalidLink:
        return render(request, "accounts/invalid_link.html", status=410)
    return render(request, "accounts/one_time_link.html", {"form": form, "account": link.account})


def _build_form(request: HttpRequest, link: OneTimeLink) -> OneTimeLinkForm:
    form_class = OneTimeLinkForm if link.account else FirstAccountForm
    return form_class(request.POST or None, account=link.account)


def _use_link(token: str, form: OneTimeLinkForm) -> Account:
    service = reset_password_by_link if form.account else create_first_account
    return service(token, **form.cleaned_data)

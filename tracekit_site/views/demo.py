"""Lets visitors try tracekit with a made-up athlete."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, password_validation
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.allauth_internals import with_rate_limit
from accounts.forms.fields import EmailField, NewPasswordField
from accounts.http import SeeOther, SignedInRequest
from accounts.mail import MailNotSent
from accounts.polling import STOP_POLLING
from accounts.services.security import EmailTaken
from tracekit_site.demo.keep import keep_as_account
from tracekit_site.demo.progress import demo_progress
from tracekit_site.demo.start import start_demo
from tracekit_site.services.delete_account import delete_account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class KeepForm(forms.Form):
    """Asks for the email and the password of the account that the demo becomes."""

    email = EmailField()
    password = NewPasswordField("Password")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


@require_POST
def _try_demo(request: HttpRequest) -> HttpResponse:
    """Creates a demo account, signs in to it, and leads to the page that shows its progress."""
    if not settings.SANDBOX:
        raise Http404
    if request.user.is_authenticated:
        return SeeOther(reverse("home"))
    login(request, start_demo(), backend=BACKEND)
    return SeeOther(reverse("demo"))


try_demo = with_rate_limit(app="allauth.account", action="demo")(_try_demo)


@require_safe
@login_required
def show_demo(request: SignedInRequest) -> HttpResponse:
    """Shows the demo's progress; the page polls until the demo is complete, and then leads to the calendar."""
    if request.user.demo_until is None:
        raise Http404
    progress = demo_progress()
    home = reverse("home")
    if not request.htmx:
        return SeeOther(home) if progress.is_complete else render(request, "demo/demo.html", {"progress": progress})
    if progress.is_complete:
        return HttpResponse(status=204, headers={"HX-Redirect": home})
    status = STOP_POLLING if progress.has_stopped else 200
    return render(request, "demo/progress.html", {"progress": progress}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters()
def keep_demo(request: SignedInRequest) -> HttpResponse:
    """Asks for an email and a password, which turn the demo into an account like any other."""
    if request.user.demo_until is None:
        raise Http404
    can_keep = settings.SIGNUP == "open"
    form = KeepForm(request.POST or None)
    if can_keep and request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form)
        except EmailTaken:
            form.add_error("email", "There is an account with this email already.")
        except MailNotSent:
            form.add_error(None, "The mail with your code could not be sent. The demo goes on. Try again in a minute.")
    return render(request, "demo/keep.html", {"form": form, "can_keep": can_keep})


@require_POST
@login_required
def delete_demo(request: SignedInRequest) -> HttpResponse:
    """Deletes the demo at a click."""
    if request.user.demo_until is None:
        raise Http404
    delete_account()
    logout(request)
    return render(request, "accounts/account_deleted.html")


def _keep(request: SignedInRequest, form: KeepForm) -> HttpResponse:
    if not keep_as_account(request, form.cleaned_data["email"], form.cleaned_data["password"]):
        return SeeOther(reverse("account_email_verification_sent"))
    messages.success(request, "Kept. The account is yours now.")
    return SeeOther(reverse("home"))

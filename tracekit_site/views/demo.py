"""Trying tracekit with a made-up athlete."""

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
from accounts.services.security import EmailTaken
from tracekit_site.demo.end import keep
from tracekit_site.demo.progress import progress
from tracekit_site.demo.start import start_demo
from tracekit_site.services.delete_account import delete_account

AT_END = 286
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class KeepForm(forms.Form):
    """Whose the demo shall be."""

    email = EmailField()
    password = NewPasswordField("Password")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


@require_POST
def _try_demo(request: HttpRequest) -> HttpResponse:
    """Makes a demo account, signs in to it, and goes to where its making can be watched."""
    if not settings.SANDBOX:
        raise Http404
    if request.user.is_authenticated:
        return SeeOther("/")
    login(request, start_demo(), backend=BACKEND)
    return SeeOther("/demo/")


try_demo = with_rate_limit(app="allauth.account", action="demo")(_try_demo)


@require_safe
@login_required
def demo(request: SignedInRequest) -> HttpResponse:
    """How far the demo is; asked again by itself until it is all there, and then the calendar."""
    if request.user.demo_until is None:
        raise Http404
    now = progress()
    if not request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return SeeOther("/") if now.is_in else render(request, "demo/demo.html", {"now": now})
    if now.is_in:
        return HttpResponse(status=204, headers={"HX-Redirect": "/"})
    return render(request, "demo/progress.html", {"now": now}, status=AT_END if now.has_stopped else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters()
def keep_demo(request: SignedInRequest) -> HttpResponse:
    """Asks for an e-mail and a password, and then the demo is an account like any other."""
    if request.user.demo_until is None:
        raise Http404
    may_keep = settings.SIGNUP == "open"
    form = KeepForm(request.POST or None)
    if may_keep and request.method == "POST" and form.is_valid():
        try:
            return _kept(request, form)
        except EmailTaken:
            form.add_error("email", "There is an account with this e-mail already.")
        except MailNotSent:
            form.add_error(None, "The mail with your code could not be sent. The demo goes on. Try again in a minute.")
    return render(request, "demo/keep.html", {"form": form, "may_keep": may_keep})


@require_POST
@login_required
def end_demo(request: SignedInRequest) -> HttpResponse:
    """Deletes the demo now."""
    if request.user.demo_until is None:
        raise Http404
    delete_account()
    logout(request)
    return render(request, "accounts/gone.html")


def _kept(request: SignedInRequest, form: KeepForm) -> HttpResponse:
    if not keep(request, form.cleaned_data["email"], form.cleaned_data["password"]):
        return SeeOther(reverse("account_email_verification_sent"))
    messages.success(request, "Kept. The account is yours now.")
    return SeeOther("/")

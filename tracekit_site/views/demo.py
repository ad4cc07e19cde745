"""Lets visitors try tracekit with a made-up athlete."""

from django import forms
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
from accounts.polling import STOP_POLLING
from accounts.services.security import EmailTaken
from accounts.sign_up import can_keep_demo
from accounts.views.email_codes import DEMO_KEPT
from tracekit_site.demo.end import delete_demo_cookie, set_demo_cookie
from tracekit_site.demo.keep import keep_as_account
from tracekit_site.demo.progress import demo_progress
from tracekit_site.demo.start import DemosInUse, is_demo_offered, start_demo

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
    if not is_demo_offered():
        raise Http404
    if request.user.is_authenticated:
        return SeeOther(reverse("home"))
    try:
        account = start_demo()
    except DemosInUse:
        return render(request, "demo/in_use.html", status=503)
    login(request, account, backend=BACKEND)
    response = SeeOther(reverse("demo"))
    set_demo_cookie(response)
    return response


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
    can_keep = can_keep_demo()
    form = KeepForm(request.POST or None)
    if can_keep and request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form)
        except EmailTaken:
            form.add_error("email", "An account with this email already exists.")
    return render(request, "demo/keep.html", {"form": form, "can_keep": can_keep})


@require_POST
@login_required
def delete_demo(request: SignedInRequest) -> HttpResponse:
    """Deletes the demo at a click: signing out of a demo deletes it."""
    if request.user.demo_until is None:
        raise Http404
    logout(request)
    return SeeOther(reverse("demo_end"))


@require_safe
def show_demo_end(request: HttpRequest) -> HttpResponse:
    """Says that the demo has ended, and what a visitor can do next."""
    if request.user.is_authenticated:
        return SeeOther(reverse("home"))
    response = render(request, "demo/end.html")
    delete_demo_cookie(response)
    return response


def _keep(request: SignedInRequest, form: KeepForm) -> HttpResponse:
    if not keep_as_account(request, form.cleaned_data["email"], form.cleaned_data["password"]):
        return SeeOther(reverse("account_email_verification_sent"))
    messages.success(request, DEMO_KEPT)
    return SeeOther(reverse("home"))

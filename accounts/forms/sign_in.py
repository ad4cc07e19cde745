"""Getting in: signing in, signing up, and the page behind a one-time link."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.forms.fields import BrowserZoneField, EmailField, NewPasswordField, PasswordField
from accounts.http import SeeOther
from accounts.models import Account

CONFIRM_WITHIN = timedelta(days=3)
"""How long a new account waits for its first sign-in, where that takes a code from a mail."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"login": EmailField(), "password": PasswordField("Password")}


class SignUpForm(SignupForm):  # type: ignore[misc]
    """E-mail, password and the browser's time zone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {
            "email": EmailField(),
            "password1": NewPasswordField("Password"),
            "time_zone": BrowserZoneField(),
        }

    def validate_unique_email(self, email: str) -> str:
        """With mail a taken address is told to its owner, and to nobody else; without it there is no other way."""
        self.account_already_exists = Account.objects.filter(email=email).exists()
        if self.account_already_exists and not settings.MAIL:
            raise get_adapter().validation_error("email_taken")
        return email

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """The new account; for a taken address, and for the second of two clicks, the answer."""
        told = self.cleaned_data
        account = Account(email=told["email"], time_zone=told["time_zone"])
        account.set_password(told["password1"])  # for a taken address too: both take equally long
        account.confirm_by = timezone.now() + CONFIRM_WITHIN if settings.MAIL else None
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    account.save()
            except IntegrityError:
                pass  # somebody was faster: it is a taken address now
            else:
                return account, None
        return None, prevent_enumeration(request, told["email"]) if settings.MAIL else SeeOther("/account/login/")


class OneTimeLinkForm(forms.Form):
    """The new password of somebody who comes in by a one-time link."""

    password = NewPasswordField("New password")

    def __init__(self, *args: Any, account: Account | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if "password" in told:
            account = self.account or Account(email=told.get("email", ""))
            try:
                password_validation.validate_password(told["password"], account)
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return told


class FirstAccountForm(OneTimeLinkForm):
    """The first account: e-mail, password and the browser's time zone."""

    email = EmailField()
    password = NewPasswordField("Password")
    time_zone = BrowserZoneField()
    field_order = ["email", "password"]

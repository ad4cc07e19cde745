"""Defines the forms of sign-in, sign-up and one-time links."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.allauth_internals import create_missing_address, prevent_enumeration
from accounts.forms.fields import BrowserZoneField, EmailField, NewPasswordField, PasswordField
from accounts.http import SeeOther
from accounts.models import Account
from accounts.services.approval import approval_deadline

CONFIRM_WITHIN = timedelta(days=3)
"""A new account waits this long for its first sign-in: with mail, that takes a code."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """Asks for email and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"login": EmailField(), "password": PasswordField("Password")}


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Asks for email and password, and takes the browser's time zone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {
            "email": EmailField(),
            "password1": NewPasswordField("Password"),
            "time_zone": BrowserZoneField(),
        }

    def validate_unique_email(self, email: str) -> str:
        """Raises ValidationError for an address in use only without mail; with mail its owner alone is told."""
        self.account_already_exists = Account.objects.filter(email=email).exists()
        if self.account_already_exists and not settings.MAIL:
            raise get_adapter().validation_error("email_taken")
        return email

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """Returns the new account; for an address in use, also after a double click, the response instead."""
        data = self.cleaned_data
        account = Account(email=data["email"], time_zone=data["time_zone"])
        account.set_password(data["password1"])  # For an address in use too, so that both take equally long.
        account.confirm_by, account.approve_by = timezone.now() + CONFIRM_WITHIN, approval_deadline()
        if self.account_already_exists:
            _save_in_vain(account)
        else:
            try:
                with transaction.atomic():
                    account.save()
            except IntegrityError:
                pass  # Another request was faster: the address is in use now.
            else:
                return account, None
        return None, prevent_enumeration(request, data["email"]) if settings.MAIL else SeeOther(
            reverse("account_login")
        )


def _save_in_vain(account: Account) -> None:
    """Saves the account under an address that nobody has, and rolls it back: both kinds of addresses take as long.

    It makes the statements with which allauth sends the code to a new account.
    """
    account.email = f"{uuid4()}@{account.email.rpartition('@')[2]}"
    with transaction.atomic():
        account.save()
        if not has_verified_email(account):
            create_missing_address(account)
        EmailAddress.objects.get_for_user(account, account.email)
        transaction.set_rollback(True)


class OneTimeLinkForm(forms.Form):
    """Asks for a new password behind a one-time link."""

    password = NewPasswordField("New password")

    def __init__(self, *args: Any, account: Account | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "password" in data:
            account = self.account or Account(email=data.get("email", ""))
            try:
                password_validation.validate_password(data["password"], account)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class FirstAccountForm(OneTimeLinkForm):
    """Asks for the first account's email and password, and takes the browser's time zone."""

    email = EmailField()
    password = NewPasswordField("Password")
    time_zone = BrowserZoneField()
    field_order = ["email", "password"]

"""Defines the forms for codes that come by mail: they confirm an address, or replace a forgotten password."""

from typing import Any

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmPasswordResetCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django.contrib.auth import password_validation
from django.http import HttpRequest

from accounts.allauth_internals import start_password_reset
from accounts.forms.fields import CodeField, EmailField, NewPasswordField
from accounts.services.reset_code import enqueue_reset_code
from accounts.services.security import reset_password

CODE_HELP = "Eight letters. Capitals and the dash don’t matter."


class EmailCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """Asks for the code that confirms an address."""

    code = CodeField("Code", help_text=CODE_HELP)


class ResetCodeForm(ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """Asks for the code that allows replacing a forgotten password."""

    code = CodeField("Code", help_text=CODE_HELP)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Asks for the address of a forgotten password."""

    email = EmailField()

    def clean_email(self) -> str:
        """Returns the address, in lower case; whether an account has it is looked up when the mail is sent."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Begins the reset: one row in the outbox, for every address alike."""
        email: str = self.cleaned_data["email"]
        enqueue_reset_code(email, start_password_reset(request, email))
        return email


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """Asks for the new password, after the right code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"password1": NewPasswordField("New password")}

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password

    def save(self) -> None:
        """Changes the password and ends every session of the account."""
        reset_password(self.user, self.cleaned_data["password1"])

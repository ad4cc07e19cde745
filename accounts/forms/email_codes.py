"""Codes that come by mail: confirming an address, and a new password for a forgotten one."""

from typing import Any

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmPasswordResetCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.internal.flows.manage_email import sync_user_email_address
from django.contrib.auth import password_validation
from django.http import HttpRequest

from accounts.forms.fields import CodeField, EmailField, NewPasswordField
from accounts.mail import probe_recipient
from accounts.services.security import reset_password

CODE_HELP = "Eight letters. Capitals and the dash do not matter."


class EmailCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that confirms an address."""

    code = CodeField("Code", help_text=CODE_HELP)


class ResetCodeForm(ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that lets a forgotten password be replaced."""

    code = CodeField("Code", help_text=CODE_HELP)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Whose password was forgotten."""

    email = EmailField()

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Sends the code. For an address that nobody has the mail server is asked too, so that both answers are one.

        Raises MailNotSent.
        """
        for account in self.users:
            sync_user_email_address(account)  # so that the code confirms an address that nobody has confirmed yet
        if not self.users:
            probe_recipient(self.cleaned_data["email"])
        return str(super().save(request, **options))


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, once the code was right."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {"password1": NewPasswordField("New password")}

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password

    def save(self) -> None:
        """Sets the password; whoever is signed in to the account is out."""
        reset_password(self.user, self.cleaned_data["password1"])

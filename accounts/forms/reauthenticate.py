"""Defines the forms that ask for the password again, so that nobody can use a browser that was left open."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import password_validation

from accounts.allauth_internals import reauthenticate_by_password
from accounts.forms.fields import EmailField, NewPasswordField, PasswordField
from accounts.http import SignedInRequest


class ReauthenticatePasswordForm(ReauthenticateForm):  # type: ignore[misc]
    """Asks for the password before another page."""

    password = PasswordField("Password")


class CurrentPasswordForm(forms.Form):
    """Asks for the current password before a change, and limits the number of tries."""

    current_password = PasswordField("Current password", help_text="Confirm it’s you.")

    def __init__(self, request: SignedInRequest, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.auto_id = f"{type(self).__name__}-%s"
        self.request = request
        self.account = request.user

    def clean_current_password(self) -> str:
        password: str = self.cleaned_data["current_password"]
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.account):
            raise get_adapter().validation_error("too_many_passwords")
        if not self.account.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        reauthenticate_by_password(self.request)
        return password


class ChangePasswordForm(CurrentPasswordForm):
    """Asks for the current and the new password."""

    new_password = NewPasswordField("New password")

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.account)
        return password


class ChangeEmailForm(CurrentPasswordForm):
    """Asks for the current password and the new email."""

    email = EmailField()
    field_order = ["email", "current_password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.account.email:
            raise get_adapter().validation_error("same_email")
        return email

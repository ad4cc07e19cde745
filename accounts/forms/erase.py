"""Defines the forms that ask for the email address before an account is erased, so that no slip erases one."""

from django import forms

from accounts.forms.fields import EmailField
from accounts.forms.reauthenticate import CurrentPasswordForm
from accounts.http import SignedInRequest
from accounts.models import Account

OTHER_EMAIL = "That isn’t the email of this account. Nothing was deleted."


class EraseForm(forms.Form):
    """Asks for the email address of the account."""

    email = EmailField()

    def __init__(self, request: SignedInRequest, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.account = request.user

    def clean_email(self) -> str:
        return _require_own_email(self.account, self.cleaned_data["email"])


class EraseWithPasswordForm(CurrentPasswordForm):
    """Asks for the email address and the password, where no mail is sent."""

    email = EmailField()
    field_order = ["email", "current_password"]

    def clean_email(self) -> str:
        return _require_own_email(self.account, self.cleaned_data["email"])


def _require_own_email(account: Account, email: str) -> str:
    if email != account.email:
        raise forms.ValidationError(OTHER_EMAIL)
    return email

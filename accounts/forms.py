"""Every form of the accounts: getting in, staying in, settings."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SignupForm
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.http import SeeOther, SignedInRequest
from accounts.models import Account
from accounts.services.security import change_email, change_password
from accounts.zones import UNKNOWN_ZONE, ZONES

EMAIL_MAX = 254


class EmailField(forms.EmailField):
    """An e-mail address, in lower case: the one spelling that is kept and compared."""

    def __init__(self) -> None:
        super().__init__(
            label="E-mail",
            max_length=EMAIL_MAX,
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            error_messages=dict.fromkeys(("invalid", "max_length"), "That is not an e-mail address."),
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class PasswordField(forms.CharField):
    """A password as typed, spaces and all."""

    def __init__(self, label: str, *, autocomplete: str = "current-password", help_text: str = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, strip=False, widget=widget, help_text=help_text)


class NewPasswordField(PasswordField):
    """A password that is being chosen."""

    def __init__(self, label: str) -> None:
        help_text = "10 characters or more. Three or four words are good."
        super().__init__(label, autocomplete="new-password", help_text=help_text)


class BrowserZoneField(forms.CharField):
    """The time zone as the browser names it (a script fills it in); UTC when it says nothing that we know."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"data-browser-zone": ""}))

    def clean(self, value: Any) -> str:
        return value if value in ZONES else UNKNOWN_ZONE


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
        if Account.objects.filter(email=email).exists():
            raise get_adapter().validation_error("email_taken")
        return email

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """The new account; for the second of two clicks the way to sign in."""
        told = self.cleaned_data
        try:
            with transaction.atomic():
                account = Account.objects.create_user(told["email"], told["password1"], time_zone=told["time_zone"])
        except IntegrityError:
            return None, SeeOther("/account/login/")
        return account, None


class StartForm(forms.Form):
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


class FirstAccountForm(StartForm):
    """The first account: e-mail, password and the browser's time zone."""

    email = EmailField()
    password = NewPasswordField("Password")
    time_zone = BrowserZoneField()
    field_order = ["email", "password"]


class PasswordAgainForm(forms.Form):
    """Something that asks for the current password first. Too many wrong ones have to wait."""

    current_password = PasswordField("Current password")

    def __init__(self, request: SignedInRequest, *args: Any) -> None:
        super().__init__(*args)
        self.auto_id = f"{type(self).__name__}-%s"
        self.request = request
        self.account = request.user

    def clean_current_password(self) -> str:
        password: str = self.cleaned_data["current_password"]
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.account):
            raise get_adapter().validation_error("too_many_passwords")
        if not self.account.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class ChangePasswordForm(PasswordAgainForm):
    """The current password and the new one."""

    new_password = NewPasswordField("New password")

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.account)
        return password

    def save(self) -> None:
        """Changes the password."""
        change_password(self.request, self.cleaned_data["new_password"])


class ChangeEmailForm(PasswordAgainForm):
    """The current password and the new e-mail."""

    email = EmailField()
    field_order = ["email", "current_password"]

    def save(self) -> None:
        """Changes the e-mail. Raises EmailTaken."""
        change_email(self.request, self.cleaned_data["email"])


class TimeZoneForm(forms.Form):
    """The athlete's time zone."""

    time_zone = forms.ChoiceField(label="Time zone", choices=[(name, name.replace("_", " ")) for name in ZONES])


class ProfileForm(TimeZoneForm):
    """How it looks for the athlete."""

    units = forms.ChoiceField(label="Units", choices=Account.Units.choices, widget=forms.RadioSelect)
    week_start = forms.TypedChoiceField(
        label="Week begins", choices=Account.WeekStart.choices, coerce=int, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label="Theme", choices=Account.Theme.choices, required=False, widget=forms.RadioSelect)
    shortcuts = forms.TypedChoiceField(
        label="Keys",
        choices=[(True, "On"), (False, "Off")],
        coerce=lambda said: said == "True",
        widget=forms.RadioSelect,
    )

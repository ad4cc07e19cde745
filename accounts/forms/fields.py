"""Defines the fields of sign-in, each with the attributes that browsers and password managers need."""

from typing import Any

from django import forms

from accounts.zones import UNKNOWN_ZONE, ZONES

MAX_EMAIL_LENGTH = 254


class EmailField(forms.EmailField):
    """Takes an email address in lower case, the one spelling that is stored and compared."""

    def __init__(self) -> None:
        super().__init__(
            label="Email",
            max_length=MAX_EMAIL_LENGTH,
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            error_messages=dict.fromkeys(("invalid", "max_length"), "This isn’t an email address."),
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class PasswordField(forms.CharField):
    """Takes a password as typed, with its spaces."""

    def __init__(self, label: str, *, autocomplete: str = "current-password", help_text: str = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, strip=False, widget=widget, help_text=help_text)


class NewPasswordField(PasswordField):
    """Takes a new password."""

    def __init__(self, label: str) -> None:
        help_text = "At least 10 characters. Three or four words work well."
        super().__init__(label, autocomplete="new-password", help_text=help_text)


class CodeField(forms.CharField):
    """Takes a code from a mail, an app or paper; spaces and dashes do not matter. It has the focus at first."""

    def __init__(self, label: str, *, help_text: str = "", digits: bool = False, focus: bool = True) -> None:
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        attrs |= {"inputmode": "numeric"} if digits else {}
        widget = forms.TextInput(attrs | {"autofocus": focus})
        super().__init__(label=label, max_length=40, widget=widget, help_text=help_text)


class BrowserZoneField(forms.CharField):
    """Takes the browser's time zone, which a script fills in; UTC for an unknown one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"data-browser-time-zone": ""}))

    def clean(self, value: Any) -> str:
        return value if value in ZONES else UNKNOWN_ZONE

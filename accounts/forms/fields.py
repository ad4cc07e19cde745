"""What is typed to get in, each with what browsers and password managers need to know."""

from typing import Any

from django import forms

from accounts.zones import UNKNOWN_ZONE, ZONES

MAX_EMAIL_LENGTH = 254


class EmailField(forms.EmailField):
    """An e-mail address, in lower case: the one spelling that is kept and compared."""

    def __init__(self) -> None:
        super().__init__(
            label="E-mail",
            max_length=MAX_EMAIL_LENGTH,
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


class CodeField(forms.CharField):
    """A code that came by mail, from an app or off paper. Spaces and dashes do not matter. The focus begins here."""

    def __init__(self, label: str, *, help_text: str = "", digits: bool = False, focus: bool = True) -> None:
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        attrs |= {"inputmode": "numeric"} if digits else {}
        widget = forms.TextInput(attrs | {"autofocus": focus})
        super().__init__(label=label, max_length=40, widget=widget, help_text=help_text)


class BrowserZoneField(forms.CharField):
    """The time zone as the browser names it (a script fills it in); UTC when it says nothing that we know."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"data-browser-zone": ""}))

    def clean(self, value: Any) -> str:
        return value if value in ZONES else UNKNOWN_ZONE

"""Defines the form that takes the client id and the secret of an application that the operator has made."""

from django import forms

PRINTABLE = r"\A[!-~]+\Z"
"""Client ids and secrets consist of visible ASCII characters (RFC 6749, appendix A)."""


class ApplicationForm(forms.Form):
    """Takes the client id and the secret as a platform's page shows them. A page never shows the secret again."""

    client_id = forms.RegexField(
        PRINTABLE,
        label="Client ID",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "A client ID has no spaces. Copy it from the page of your application."},
    )
    client_secret = forms.RegexField(
        PRINTABLE,
        label="Client secret",
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "A client secret has no spaces. Copy it from the page of your application."},
    )

"""Defines the form in which operators give an account limits of its own."""

from django import forms
from django.conf import settings

from accounts.models import Account
from accounts.quota import Quota


class QuotaForm(forms.ModelForm):  # type: ignore[type-arg]
    """Takes the account's own limits; an empty field means the install's."""

    class Meta:
        model = Account
        fields = tuple(f"quota_{name}" for name in Quota._fields)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, limit in settings.QUOTA.items():
            self.fields[f"quota_{name}"].help_text = f"Empty: {limit:,}, as for every account."

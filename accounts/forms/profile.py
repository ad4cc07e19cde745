"""Defines the forms of the profile settings."""

from django import forms

from accounts.models import Account
from accounts.zones import ZONES


class TimeZoneForm(forms.Form):
    """Asks for the athlete's time zone."""

    time_zone = forms.ChoiceField(label="Time zone", choices=[(name, name.replace("_", " ")) for name in ZONES])


class ProfileForm(TimeZoneForm):
    """Asks for everything that changes how pages look for the athlete."""

    units = forms.ChoiceField(label="Units", choices=Account.UnitSystem.choices, widget=forms.RadioSelect)
    week_start = forms.TypedChoiceField(
        label="Week begins", choices=Account.WeekStart.choices, coerce=int, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label="Theme", choices=Account.Theme.choices, required=False, widget=forms.RadioSelect)
    has_shortcuts = forms.TypedChoiceField(
        label="Keys",
        choices=[(True, "On"), (False, "Off")],
        coerce=lambda choice: choice == "True",
        widget=forms.RadioSelect,
    )

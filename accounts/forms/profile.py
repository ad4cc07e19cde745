"""Defines the forms of the profile settings."""

from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Account
from accounts.zones import ZONES

ZONE_CHOICES = [(name, name.replace("_", " ")) for name in ZONES]


def zone_choices() -> list[tuple[str, str]]:
    """Returns name and label of each zone; a form copies a list of choices for each request, but no function."""
    return ZONE_CHOICES


class TimeZoneSelect(forms.Select):
    """Writes its 500 options once a process: they take longer than all the rest of a page."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Returns False, as without an empty option; Django would prepare all options to see that there is none."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Returns the field as markup, with the option of the value selected."""
        options = _zone_options()
        if value in ZONES:
            option = f'value="{value}"'
            options = mark_safe(options.replace(option, f"{option} selected", 1))  # noqa: S308 - one of our own names
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


@cache
def _zone_options() -> SafeString:
    return format_html_join("\n", '<option value="{}">{}</option>', ZONE_CHOICES)


class TimeZoneForm(forms.Form):
    """Asks for the athlete's time zone."""

    time_zone = forms.ChoiceField(label="Time zone", choices=zone_choices, widget=TimeZoneSelect)


class ProfileForm(TimeZoneForm):
    """Asks for everything that changes how pages look for the athlete."""

    units = forms.ChoiceField(label="Units", choices=Account.UnitSystem.choices, widget=forms.RadioSelect)
    week_start = forms.TypedChoiceField(
        label="Week starts on", choices=Account.WeekStart.choices, coerce=int, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label="Theme", choices=Account.Theme.choices, required=False, widget=forms.RadioSelect)
    has_shortcuts = forms.TypedChoiceField(
        label="Keyboard shortcuts",
        choices=[(True, "On"), (False, "Off")],
        coerce=lambda choice: choice == "True",
        widget=forms.RadioSelect,
    )

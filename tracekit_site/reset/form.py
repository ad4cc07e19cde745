"""Validates what an athlete chooses to delete, and that it was confirmed."""

from typing import Any

from django import forms
from django.db.models import Count
from django.db.models.functions import TruncMonth

from activities.calendar import Month, parse_month
from activities.models import Activity
from activities.provider_labels import sorted_labels
from matching.web.pages.wording import format_count
from tracekit_site.reset.choice import ResetChoice

IMPORTED, PART, EVERYTHING = "imported", "part", "everything"


class StartOverForm(forms.Form):
    """Chooses everything that was imported, a month or a service, or everything but the sign-in."""

    selection = forms.ChoiceField(
        choices=[
            (IMPORTED, "Everything that was imported"),
            (PART, "A month or a service"),
            (EVERYTHING, "Everything but your sign-in"),
        ],
        initial=IMPORTED,
    )
    month = forms.ChoiceField(required=False, label="Month")
    provider = forms.ChoiceField(required=False, label="From")

    def __init__(self, *args: Any, **options: Any) -> None:
        """Lists the months and the providers that have activities: two queries."""
        super().__init__(*args, **options)
        self._field("month").choices = [("", "All months"), *_month_choices()]
        providers = Activity.objects.visible().order_by().values_list("provider", flat=True).distinct()
        labels = [(label.provider, label.name) for label in sorted_labels(providers)]
        self._field("provider").choices = [("", "Files and all services"), *labels]

    def clean(self) -> dict[str, Any]:
        """Refuses a part that names neither a month nor a service, and everything together with either of them."""
        values = super().clean() or {}
        has_name = bool(values.get("month") or values.get("provider"))
        if values.get("selection") == PART and not has_name and not self.errors:
            raise forms.ValidationError("Choose a month, a service or both. Nothing was deleted.")
        if values.get("selection") != PART and has_name:
            raise forms.ValidationError("Nothing was deleted. Choose “A month or a service” to delete only that.")
        return values

    @property
    def choice(self) -> ResetChoice:
        """Returns the choice of a valid form."""
        values = self.cleaned_data
        if values["selection"] != PART:
            return ResetChoice(is_everything=values["selection"] == EVERYTHING)
        return ResetChoice(parse_month(values["month"]) if values["month"] else None, values["provider"])

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the fields are declared above
        return field


class ConfirmationForm(forms.Form):
    """Confirms that the athlete knows what cannot be undone."""

    is_confirmed = forms.BooleanField(
        label="I understand that this cannot be undone.",
        error_messages={"required": "Nothing was deleted. Tick the box first."},
    )


def _month_choices() -> list[tuple[str, str]]:
    """Returns each month with activities, the newest first, with their count."""
    months = Activity.objects.visible().order_by().annotate(first=TruncMonth("local_date")).values_list("first")
    return [
        (f"{first:%Y-%m}", f"{Month(first.year, first.month)}, {format_count(count, 'activity', 'activities')}")
        for first, count in months.annotate(count=Count("pk")).order_by("-first")
    ]

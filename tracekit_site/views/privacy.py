"""Answers `/privacy/`: the published promises, with a table built from the fields of `ActivityRecord`."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.record import PUBLISHED_WORD_BY_FIELD, PUBLISHED_WORDS

EFFECTIVE_DATE = date(2026, 12, 1)
"""The text was last changed on this day; whoever changes it updates the date."""

PREVIOUS_DATE = date(2026, 11, 30)
"""The previous text was in effect from this day on."""

LABELS = {
    "provider": "the service it comes from",
    "provider_id": "its ID there; for a file, a fingerprint of its contents",
    "name": "its name",
    "sport": "the sport",
    "sport_raw": "the service’s own word for the sport",
    "started_at": "when it started",
    "utc_offset_s": "the difference between local time and UTC",
    "elapsed_s": "elapsed time",
    "moving_s": "moving time",
    "timer_s": "timer time",
    "distance_m": "distance",
    "elevation_gain_m": "elevation gain",
    "gear_id": "the service’s ID of the bike or shoes",
    "gear_label": "the name of the bike or shoes",
    "device": "the recording device",
    "average_hr_bpm": "one average for the whole activity",
    "average_temperature_c": "one average for the whole activity",
    "parent_id": "the ID shared by the legs of a multisport event",
    "leg": "the number of the leg",
    "flags": "whether it was indoors, entered by hand, has a hidden start time, or is incomplete",
    "stated_ids": "IDs it gives for the same recording elsewhere",
}


def stored_fields() -> list[tuple[str, list[str]]]:
    """Returns each published word with the labels of the stored fields that it covers.

    Raises KeyError for a field without a label: nothing is stored that this page does not list.
    """
    return [
        (word, [LABELS[field] for field, field_word in PUBLISHED_WORD_BY_FIELD.items() if field_word == word])
        for word in PUBLISHED_WORDS
    ]


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Shows the promises; those for the mode of this install come first."""
    dates = {"effective_date": EFFECTIVE_DATE, "previous_date": PREVIOUS_DATE}
    context = {
        "stored_fields": stored_fields(),
        "has_error_reports": bool(settings.SENTRY_DSN),
        "backup_days": settings.BACKUP_DAYS,
    }
    return render(request, "site/privacy.html", context | dates)

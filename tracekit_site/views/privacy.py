"""Answers `/privacy/`: the published promises, with a table built from the fields of `ActivityRecord`."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.record import PUBLISHED_WORD_BY_FIELD, PUBLISHED_WORDS

EFFECTIVE_DATE = date(2026, 11, 25)
"""The text was last changed on this day; whoever changes it updates the date."""

LABELS = {
    "provider": "which provider it is from",
    "provider_id": "its id there; for a file, a fingerprint of its bytes",
    "name": "its name",
    "sport": "the sport",
    "sport_raw": "the provider’s own word for the sport",
    "started_at": "when it began",
    "utc_offset_s": "how far local time was from UTC",
    "elapsed_s": "from start to end",
    "moving_s": "time in motion",
    "timer_s": "time on the stopwatch",
    "distance_m": "the distance",
    "elevation_gain_m": "metres climbed in all",
    "gear_id": "the provider’s id of the bike or the shoes",
    "gear_label": "what the provider calls them",
    "device": "the recording device",
    "average_hr_bpm": "one average for the whole activity",
    "average_temperature_c": "one average for the whole activity",
    "parent_id": "the id that the legs of one multisport outing share",
    "leg": "the number of the leg",
    "flags": "indoors, entered by hand, start time hidden, cut short",
    "stated_ids": "ids it states for the same recording elsewhere",
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
    return render(request, "site/privacy.html", {"stored_fields": stored_fields(), "effective_date": EFFECTIVE_DATE})

"""Writes the README of an export, in plain English."""

from datetime import UTC

from django.template.loader import render_to_string

from activities.provider_labels import provider_label
from providers.registry import PLATFORMS
from tracekit_site.account_export.export import Export

TABLE_TEXTS = {
    "settings": "Your settings: time zone, units and so on.",
    "connections": "The services you connected, with your athlete ID there. No passwords or keys.",
    "gear": "Your bikes and shoes, with the ID and name each service gives them.",
    "syncs": "When tracekit synced with a service, and how much it found.",
    "expectations": "On which services you expect each sport.",
    "uploads": "When you uploaded files.",
    "files": "The files you uploaded: name, size, SHA-256 and the result.",
    "workout_names": "The names you gave to workouts.",
    "decisions": "Your answers to whether two activities are the same workout.",
    "ignored_differences": "The differences you chose to ignore.",
    "workout_name_activities": "The activities of the workouts that you named.",
    "activities": "Everything tracekit stores about each of your activities, one row per service.",
    "workouts": "Your workouts, each named after the activity that leads it.",
    "workout_activities": "Which activities belong to which workout.",
    "questions": "Possible duplicates that you have not decided yet.",
    "trimmed_activities": "Activities of which the service’s rules let us keep only the ID.",
    "write_backs": "The journal: what you let tracekit change on a service.",
}
"""A sentence explains each exported table."""


def readme_text(export: Export) -> str:
    """Returns the README; it says what is missing because of a platform's rules."""
    services = [
        {"name": provider_label(name).name, "days": platform.retention.days}
        for name, platform in PLATFORMS.items()
        if platform.retention is not None
    ]
    context = {
        "made_at": f"{export.created_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        "has_files": export.has_files,
        "tables": list(TABLE_TEXTS.items()),
        "services": services,
        "filename": export.filename,
    }
    return render_to_string("export/readme.txt", context)

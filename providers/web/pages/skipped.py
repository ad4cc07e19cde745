"""Builds the list of the activities that could not be read, each with the reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Window

from activities.provider_labels import ProviderLabel, provider_label
from providers.models import Connection, SkippedActivity
from providers.registry import PLATFORMS
from providers.skipped_item import SkipReason

MAX_ROWS = 50

REASONS = {
    SkipReason.NOT_AN_OBJECT: "{label} listed something that isn’t an activity.",
    SkipReason.NO_ID: "{label} gave no ID for it.",
    SkipReason.NO_START: "{label} gave no start time that can be read.",
    SkipReason.IMPOSSIBLE: "Its start or one of its numbers can’t be true.",
    SkipReason.GARBLED: "{label} sent an answer that can’t be read.",
}
"""Says why an activity was skipped, in a sentence."""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """Holds what a page shows of a skipped activity; the id and the link are empty where they are not known."""

    provider_label: ProviderLabel
    provider_id: str
    position: int
    url: str
    reason: str
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class SkippedList:
    """Holds the skipped activities that were listed last, and how many there are in all."""

    rows: list[SkippedRow]
    count: int


def skipped_list(connection: Connection | None = None) -> SkippedList:
    """Returns what was skipped of one connection, or of all of the current owner's: one query."""
    rows = SkippedActivity.objects.select_related("connection").order_by("-listed_at", "position", "provider_id")
    if connection is not None:
        rows = rows.filter(connection=connection)
    listed = list(rows.annotate(total=Window(Count("pk")))[:MAX_ROWS])
    return SkippedList([_row_of(row) for row in listed], listed[0].total if listed else 0)


def _row_of(skipped: SkippedActivity) -> SkippedRow:
    connection = skipped.connection
    label, registration = provider_label(connection.provider), connection.known_registration
    is_linked = bool(skipped.provider_id and registration and connection.provider in PLATFORMS)
    url = connection.platform.activity_url(registration, skipped.provider_id) if is_linked and registration else ""
    return SkippedRow(
        label, skipped.provider_id, skipped.position + 1, url, _reason(skipped, label.name), skipped.listed_at
    )


def _reason(skipped: SkippedActivity, label: str) -> str:
    reasons = {reason.value: message for reason, message in REASONS.items()}
    return reasons.get(skipped.reason, "It can’t be read.").format(label=label)

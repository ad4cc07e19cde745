"""Shows for each activity of a workout whose file can be fetched its button, or its fetch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from matching.pending_match import PendingMatch
from matching.web.pages.file_fetch_status import FAILED, FileFetchStatus
from matching.workouts import WorkoutDetails
from providers.models import Connection, FileFetch
from providers.services.request_file import can_fetch

MATCHED_WITHIN = timedelta(minutes=1)
"""A page waits at most this long for a fetched file to be matched."""


@dataclass(frozen=True, slots=True)
class FileFetchCell:
    """Represents how the original file of an activity can be fetched; `fetch` is None before a click."""

    workout_id: UUID
    provider_id: str
    provider_label: ProviderLabel
    fetch: FileFetchStatus | None

    @property
    def status_url(self) -> str:
        """Returns the address that a page polls."""
        query = {"provider": self.provider_label.provider, "provider_id": self.provider_id}
        if self.fetch:
            query["seen"] = self.fetch.version
        return f"{reverse('workout_file_status', args=[self.workout_id])}?{urlencode(query)}"

    @property
    def button(self) -> str:
        """Returns what the button says; empty where there is none."""
        if self.fetch is None:
            return "Fetch the file"
        return "Try again" if self.fetch.status == FAILED else ""

    @property
    def button_label(self) -> str:
        """Returns what a screen reader says for the button."""
        action = f"Fetch the file from {self.provider_label.name}"
        return action if self.fetch is None else f"{self.button}: {action}"


def file_fetch_cells(
    workout: WorkoutDetails, connections: Iterable[Connection], account: Account
) -> dict[int, FileFetchCell]:
    """Returns a cell for each activity whose file can be fetched, by its id; none in a demo, which takes no files.

    It takes no query where no platform gives files out, else one, and one more for a file that was fetched just now.
    """
    by_provider = {connection.provider: connection for connection in connections if can_fetch(connection)}
    activities = [activity for activity in workout.activities if activity.provider in by_provider]
    if not activities or account.demo_until is not None:
        return {}
    fetches = {
        row.activity_id: FileFetchStatus(row, by_provider[row.activity.provider], account, now, is_matching)
        for row, now, is_matching in _load_rows([activity.id for activity in activities])
    }
    return {
        activity.id: FileFetchCell(
            workout.id, activity.provider_id, provider_label(activity.provider), fetches.get(activity.id)
        )
        for activity in activities
    }


def _load_rows(activity_ids: list[int]) -> Iterator[tuple[Any, datetime, bool]]:
    """Yields the fetches of these activities, the instant, and whether the file of each may still be matched."""
    now = timezone.now()
    for row in FileFetch.objects.filter(activity__in=activity_ids).with_status():
        is_recent = row.file is not None and row.ended_at > now - MATCHED_WITHIN
        yield row, now, is_recent and PendingMatch.objects.exists()

"""Describes the fetch of an activity's original file: its button, how far it is, and how it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.polling import SLOW_INTERVAL_S
from activities.models import SourceFile
from activities.parsers.limits import MAX_FILE_SIZE, MB
from activities.provider_labels import ProviderLabel, provider_label
from matching.pending_match import PendingMatch
from matching.web.pages.links import Link
from matching.web.pages.proposal_labels import reconnect_link
from matching.web.pages.write_back_messages import REASON_MESSAGES, format_attempt_time
from matching.workouts import WorkoutDetails
from providers.models import Connection, FileFetch
from providers.services.request_file import can_fetch

State = SourceFile.State
RUNNING, WAITING, DONE, FAILED = "running", "waiting", "done", "failed"
"""A file fetch has one of these statuses."""
INTERVAL_S = 1
"""A page polls a fetch that is running so often."""

MATCHED_WITHIN = timedelta(minutes=1)
"""What matches a fetched file longer than this does so later, and the page no longer waits for it."""

NEEDS_ATHLETE = ("grant", "sealed")
OUTAGE = "{label} isn’t responding, so the file was not fetched."
FETCH_MESSAGES = {
    **{code: REASON_MESSAGES[code] for code in ("grant", "sealed", "inactive", "client", "unregistered")},
    "store_down": "The file storage isn’t responding, so the file was not saved.",
    "store_full": "There is no space left for files, so the file was not saved.",
    "not_there": "{label} has no file of this activity.",
    "refused": "{label} refused to give this file out.",
    "too_large": f"The file is larger than {MAX_FILE_SIZE // MB} MB, so it was not saved.",
    FileFetch.QUOTA: "Your account has no room for this file, so it was not saved. Delete files that you no longer "
    "need, or ask the operator for more room.",
}
"""A failed fetch has one of these messages; every other reason is an outage."""


@dataclass(frozen=True, slots=True)
class FileFetchStatus:
    """Describes a file fetch that `with_status` has read, as it is at `now`.

    `is_matching` says that the activity of its file is still being matched.
    """

    row: Any
    connection: Connection
    account: Account
    now: datetime
    is_matching: bool

    @property
    def status(self) -> str:
        """Returns RUNNING or WAITING (for the platform) while it goes on by itself, else DONE or FAILED."""
        if self.row.file is not None:
            is_read = self.row.file.state != State.WAITING and not self.is_matching
            return DONE if is_read else RUNNING
        if self.row.ended_at or self.row.job_state in (None, Job.State.STOPPED):
            return FAILED
        is_waiting = self.row.job_state == Job.State.QUEUED and self.row.job_not_before > self.now
        return WAITING if is_waiting else RUNNING

    @property
    def is_in_progress(self) -> bool:
        """Returns whether it goes on by itself."""
        return self.status in (RUNNING, WAITING)

    @property
    def version(self) -> str:
        """Returns a text that changes with the status: a page sends it to learn only what is new."""
        until = f"{self.row.job_not_before:%H%M%S}" if self.status == WAITING else ""
        return f"{self.status}-{'file' if self.row.file else ''}-{until}"

    @property
    def interval_s(self) -> int:
        """Returns the seconds until the next poll."""
        return INTERVAL_S if self.status == RUNNING else SLOW_INTERVAL_S

    @property
    def message(self) -> str:
        """Returns how far it is, or how it ended; the name of a file follows it, where there is a `file`."""
        label = provider_label(self.connection.provider)
        if self.status == RUNNING:
            return "The file is here and is being read." if self.row.file else f"Fetching the file from {label.name}."
        if self.status == WAITING:
            return self._waiting_message(label)
        if self.status == FAILED:
            return FETCH_MESSAGES.get(self.row.reason, OUTAGE).format(label=label.name, phrase=label.phrase)
        return {State.COPY: "Already here as", State.REFUSED: "Fetched, but tracekit can’t read"}.get(
            self.row.file.state, "Fetched as"
        )

    @property
    def file(self) -> SourceFile | None:
        """Returns the file that the fetch has brought, or that was here before; None until it is read."""
        if self.status != DONE:
            return None
        fetched: SourceFile = self.row.file
        return fetched.copy_of or fetched

    @property
    def link(self) -> Link | None:
        """Returns the link to what the athlete can do; None when there is nothing."""
        needs_athlete = self.status == FAILED and self.row.reason in NEEDS_ATHLETE
        return reconnect_link(provider_label(self.connection.provider)) if needs_athlete else None

    def _waiting_message(self, label: ProviderLabel) -> str:
        until = self.connection.waiting_until
        if self.connection.last_error == "limit" and until and self.now < until <= self.row.job_not_before:
            time = format_attempt_time(until, self.account)
            return f"Waiting for {label.name}’s rate limit until {time}. You can leave this page."
        time = format_attempt_time(self.row.job_not_before, self.account, has_seconds=True)
        return f"The file isn’t here yet; tracekit tries again at {time}. You can leave this page."


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

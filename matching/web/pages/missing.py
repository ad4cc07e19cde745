"""Lists the workouts that are not everywhere they should be, and how the athlete can add them there."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.calendar import Month
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.models import Workout
from matching.state_inputs import load_expected_providers
from matching.workout_activity import OriginalFile
from matching.workouts import WorkoutDetails, load_expected_workouts, load_workouts
from providers.models import Connection

MAX_NEWEST = 10
"""The review of all months lists so many; each month lists all of its own."""


@dataclass(frozen=True, slots=True)
class MissingProvider:
    """Represents a provider that a workout is missing on, and its upload page; None when no page is known."""

    provider_label: ProviderLabel
    upload_url: str | None


@dataclass(frozen=True, slots=True)
class MissingWorkout:
    """Represents a workout, the providers that it is missing on, and the original file that the athlete can add."""

    workout: WorkoutDetails
    providers: list[MissingProvider]
    original: OriginalFile | None


def missing_workouts(month: Month) -> list[MissingWorkout]:
    """Returns those of a month in order of time: three queries, and one when no workout is expected anywhere."""
    expected = load_expected_providers()
    if not expected:
        return []
    return _missing(load_expected_workouts(month.first, month.last, expected))


def newest_missing_workouts() -> list[MissingWorkout]:
    """Returns the newest ones of all months: four queries, and one when no workout is expected anywhere."""
    expected = load_expected_providers()
    if not expected:
        return []
    ids = Workout.objects.missing_somewhere(expected).values_list("pk", flat=True)[:MAX_NEWEST]
    return _missing(reversed(load_workouts(Workout.objects.filter(pk__in=list(ids)), expected)))


def _missing(workouts: Iterable[WorkoutDetails]) -> list[MissingWorkout]:
    """Returns those of the workouts that are missing somewhere: at most one query."""
    missing = [workout for workout in workouts if workout.missing]
    upload_urls = {row.provider: _upload_url(row) for row in Connection.objects.all()} if missing else {}
    return [
        MissingWorkout(
            workout,
            [MissingProvider(label, upload_urls.get(label.provider)) for label in sorted_labels(workout.missing)],
            workout.original,
        )
        for workout in missing
    ]


def _upload_url(connection: Connection) -> str | None:
    """Returns the platform's upload page; None for a sandbox, and for a platform that this install no longer knows."""
    registration = connection.known_registration
    if registration is None or registration.is_sandbox:
        return None
    return connection.platform.upload_url(registration)

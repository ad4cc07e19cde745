"""Lists the workouts of a month that are not everywhere they should be, and how the athlete can add them there."""

from dataclasses import dataclass

from activities.calendar import Month
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state_inputs import load_expected_providers
from matching.workout_activity import OriginalFile
from matching.workouts import WorkoutDetails, load_expected_workouts
from providers.models import Connection


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
    """Returns them in order of time: three queries, and one when no workout is expected anywhere."""
    expected = load_expected_providers()
    if not expected:
        return []
    workouts = load_expected_workouts(month.first, month.last, expected)
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

"""The workouts of a month that are not everywhere they should be, and how the athlete can bring them there."""

from dataclasses import dataclass

from activities.calendar import Month
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.models import Workout
from matching.state_inputs import load_expected_providers
from matching.workout_activity import OriginalFile
from matching.workouts import WorkoutDetails, load_workouts
from providers.models import Connection


@dataclass(frozen=True, slots=True)
class MissingProvider:
    """A place where a workout is missing, and where a file can be given to it; None where that cannot be said."""

    place: ProviderLabel
    upload: str | None


@dataclass(frozen=True, slots=True)
class MissingWorkout:
    """A workout with its gaps, and an original to fill them with."""

    shown: WorkoutDetails
    gaps: list[MissingProvider]
    original: OriginalFile | None


def missing_workouts(month: Month) -> list[MissingWorkout]:
    """In order of time: three queries, one where nothing is expected anywhere."""
    expected = load_expected_providers()
    if not expected:
        return []
    workouts = load_workouts(Workout.objects.led(local_date__range=(month.first, month.last)), expected)
    missing = [one for one in workouts if one.missing]
    connections = {one.provider: one for one in Connection.objects.all()} if missing else {}
    uploads = {provider: _upload(connection) for provider, connection in connections.items()}
    return [
        MissingWorkout(
            one,
            [MissingProvider(place, uploads.get(place.provider)) for place in sorted_labels(one.missing)],
            one.original,
        )
        for one in missing
    ]


def _upload(connection: Connection) -> str | None:
    """Nothing can be given to a made-up platform, nor to one that this install does not know any more."""
    registration = connection.known_registration
    if registration is None or registration.is_sandbox:
        return None
    return connection.platform.upload_url(registration)

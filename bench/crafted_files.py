"""Makes activity files that are hard on matching: many activities, at one start, on one day, or far apart."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from providers.sandbox.writers import fit

START = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
MAX_ACTIVITIES = 100
"""A file may have so many activities."""

_LAP = "<TotalTimeSeconds>3600</TotalTimeSeconds><DistanceMeters>{distance}</DistanceMeters>"
_ACTIVITY = '<Activity Sport="Biking"><Id>{start}</Id><Lap StartTime="{start}">{lap}</Lap></Activity>'
_NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def tcx_of_starts(starts: list[datetime], distance: int = 30_000) -> bytes:
    """Returns a TCX file with a ride of an hour at each start."""
    lap = _LAP.format(distance=distance)
    activities = "".join(_ACTIVITY.format(start=f"{start:%FT%TZ}", lap=lap) for start in starts)
    root = "TrainingCenterDatabase"
    return f'<{root} xmlns="{_NAMESPACE}"><Activities>{activities}</Activities></{root}>'.encode()


def fit_of_sessions(count: int, apart: timedelta) -> bytes:
    """Returns a FIT file of so many sessions, each so long after the one before."""
    sessions = (fit.session(START + number * apart, 3000, 25_000 + number) for number in range(count))
    return fit.fit(fit.file_id(), *sessions)


def crafted_files() -> Iterator[tuple[str, bytes]]:
    """Yields the name and the bytes of each crafted file."""
    for number in range(6):
        start = START + timedelta(seconds=number)
        yield f"same-start-{number}.tcx", tcx_of_starts([start] * MAX_ACTIVITIES, 30_000 + number)
    for number in range(2):
        first = START + timedelta(days=40 + number, minutes=7)
        yield (
            f"one-day-{number}.tcx",
            tcx_of_starts([first + timedelta(minutes=14 * place) for place in range(MAX_ACTIVITIES)]),
        )
        yield (
            f"each-day-{number}.tcx",
            tcx_of_starts([first + timedelta(days=place) for place in range(MAX_ACTIVITIES)]),
        )
        near = [
            first - timedelta(days=400, minutes=number) + timedelta(hours=7 * place) for place in range(MAX_ACTIVITIES)
        ]
        yield f"near-{number}.tcx", tcx_of_starts(near, 25_000 + number)
        weeks = [first - timedelta(weeks=9 * place, seconds=number) for place in range(MAX_ACTIVITIES)]
        yield f"each-ninth-week-{number}.tcx", tcx_of_starts(weeks, 31_000 + number)
    for number in range(10):
        day = START + timedelta(days=100 + number)
        starts = [day + timedelta(minutes=23 * place) for place in range(55)]
        yield f"dense-{number}.tcx", tcx_of_starts(starts, 20_000 + number)
    for number in range(10):
        starts = [START + timedelta(days=103 + number, minutes=23 * number + 2)]
        yield f"among-dense-{number}.tcx", tcx_of_starts(starts, 20_003)
    yield "sessions-19000.fit", fit_of_sessions(19_000, timedelta(seconds=1))
    for hours in (0, 1, 20, 24, 500):
        yield f"sessions-{hours}.fit", fit_of_sessions(MAX_ACTIVITIES, timedelta(hours=hours))
    for number in range(3):
        parts = f"<trk><name>{number}</name>{'<a/>' * 8000}{'<trkseg/>' * 8000}</trk>"
        yield f"quadratic-{number}.gpx", f'<gpx version="1.1" creator="bench">{parts}</gpx>'.encode()

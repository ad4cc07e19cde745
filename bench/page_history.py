"""Fills a database with athletes' histories, the same ones every time, for the bench of the pages."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from matching.engine.names.normalized_name import fold
from matching.models import Expectation, Member, Workout
from matching.workout_names import UNNAMED
from providers.models import Connection

YEAR_START, OTHERS_UNTIL = datetime(2025, 1, 1, 4, tzinfo=UTC), datetime(2005, 1, 1, 4, tzinfo=UTC)
"""The year that the bench shows starts at the first of these; the rest of the history ends before the second."""
SOURCES = (("file",), ("file", "garmin"), ("file", "garmin", "strava"), ("garmin", "strava"))
"""These are the providers that the workouts are on, one workout after another."""
OTHER_ACTIVITIES = 20
"""Every account but the first has so many activities, in the year that is shown."""
NAMES = ("Round the lake", "Three passes before lunch", "Easy run", "Intervals")
_ids = count(1)


def fill(workouts_a_year: int, other_activities: int, accounts: int) -> Account:
    """Creates the accounts; returns the first: a year of workouts, and so many activities in the years before."""
    first = create_account(0)
    _store(first, workouts_a_year, YEAR_START, timedelta(days=365) / workouts_a_year)
    _store(first, other_activities // 2, OTHERS_UNTIL - timedelta(days=365 * 60), timedelta(hours=8))
    for number in range(1, accounts):
        _store(create_account(number), OTHER_ACTIVITIES // 2, YEAR_START, timedelta(days=7))
    return first


def create_account(number: int) -> Account:
    """Creates the account of that number."""
    return Account.objects.create(
        email=f"athlete-{number}@example.org", time_zone="Europe/Vienna", is_time_zone_confirmed=True
    )


@transaction.atomic
def _store(account: Account, count: int, first: datetime, step: timedelta) -> None:
    """Stores so many workouts, two activities each on average, one after the other."""
    with owner_scope(account):
        connections = [_connection(provider) for provider in ("garmin", "strava")]
        Expectation.objects.bulk_create(
            (
                Expectation(connection=connection, sport=sport)
                for connection in connections
                for sport in ("ride", "run")
            ),
            ignore_conflicts=True,
        )
        upload = Upload.objects.create(started_at=first)
        workouts = [_activities(number, first + number * step, upload) for number in range(count)]
        activities = [activity for rows in workouts for activity in rows]
        SourceFile.objects.bulk_create((row.source_file for row in activities if row.source_file), 500)
        Activity.objects.bulk_create(activities, 500)
        leaders = [
            Workout(
                leader=rows[0],
                sort_name=_sort_name(rows),
                has_differences=number % 8 in (2, 3),
                local_date=rows[0].local_date,
                utc_offset_s=rows[0].utc_offset_s,
            )
            for number, rows in enumerate(workouts)
        ]
        Workout.objects.bulk_create(leaders, 500)
        members = [
            Member(workout=workout, activity=row)
            for workout, rows in zip(leaders, workouts, strict=True)
            for row in rows
        ]
        Member.objects.bulk_create(members, 500)


def _sort_name(rows: list[Activity]) -> str:
    """Returns the text that orders a workout by name, as matching stores it."""
    names = [row.name for row in rows if row.name]
    return fold(names[0]) if names else UNNAMED + rows[0].sport


def _connection(provider: str) -> Connection:
    values = {
        "registration_name": "strava",
        "athlete_id": "1",
        "granted_scopes": "read activity:read_all activity:write",
        "encrypted_tokens": b"",
        "next_pull_at": datetime(2100, 1, 1, tzinfo=UTC),
    }
    return Connection.objects.get_or_create(provider=provider, defaults=values)[0]


def _activities(number: int, start: datetime, upload: Upload) -> list[Activity]:
    """Returns the activities of one workout; of eight, two differ in the name on Strava."""
    return [
        _activity(provider, number, place, start, upload)
        for place, provider in enumerate(SOURCES[number % len(SOURCES)])
    ]


def _activity(provider: str, number: int, place: int, start: datetime, upload: Upload) -> Activity:
    file = _file(number, start, upload) if provider == "file" else None
    name = "Morning Ride" if provider == "strava" and number % 8 in (2, 3) else NAMES[number % len(NAMES)]
    values: dict[str, Any] = {"device": "Garmin Edge 530"} if provider == "garmin" else {}
    return Activity(
        provider=provider,
        provider_id=f"{next(_ids)}:0",
        name=None if file else name,
        sport=("ride", "run")[number % 2],
        sport_raw="cycling",
        started_at=start + timedelta(seconds=4 * place),
        utc_offset_s=7200,
        elapsed_s=3600.0 + number % 900 - place,
        moving_s=3500.0 + number % 900,
        distance_m=30_000.0 + number % 7000 + place,
        elevation_gain_m=300.0 + number % 200,
        average_hr_bpm=120.0 + number % 40,
        origin="file" if file else "api",
        source_file=file,
        confirmed_at=start,
        local_date=(start + timedelta(hours=2)).date(),
        **values,
    )


def _file(number: int, start: datetime, upload: Upload) -> SourceFile:
    digest = f"{next(_ids):064x}"
    return SourceFile(
        upload=upload,
        name=f"ride-{number}.fit",
        size=90_000,
        kind="fit",
        content=digest,
        sha256=digest,
        state="read",
        uploaded_at=start + timedelta(hours=2),
    )

"""In whatever order activities come and go, the tables equal one full run."""

import random
from datetime import UTC, datetime

import pytest
from django.db import transaction

from activities.models import Activity
from activities.signals import activities_deleted, activities_stored
from matching.models import Member, Question, Workout
from matching.services.rematch import rematch_all
from tests.matching.factories import HOUR, NOON
from tests.matching.tables import create_activity, create_source_file, span_of, stored_questions, stored_workouts

ROLLOVER = 1024 * 7 * 24 * HOUR
pytestmark = pytest.mark.postgres


def create_random_activity(chance: random.Random) -> Activity:
    """Creates one of few starts, lengths and distances, so that much of it matches, collides and is asked about."""
    provider = chance.choice(["garmin", "strava", "ridewithgps", "file"])
    hour = chance.choice([0, 0, HOUR, 2 * HOUR, 7 * HOUR, 26 * HOUR, 80 * HOUR, ROLLOVER, HOUR - ROLLOVER])
    start = hour + chance.choice([0, 0, 9, 70, 400, 1900])
    return create_activity(
        provider,
        start,
        chance.choice([None, 60, 3600, 3600, 3630, 2000, 1500, 20 * HOUR, 100 * HOUR]),
        chance.choice([None, 30_000, 30_000, 30_200, 15_000]),
        chance.choice(["ride", "ride", "ride", "run", "other"]),
        source_file=create_source_file() if provider == "file" else None,
        hidden_time=chance.random() < 0.1,
        manual=chance.random() < 0.1,
    )


def apply_random_change(chance: random.Random) -> None:
    """Makes a random change: stores, moves or deletes a few activities, as the services do."""
    activities = list(Activity.objects.all())
    if activities and chance.random() < 0.35:
        deleted = chance.sample(activities, min(len(activities), chance.choice([1, 1, 3])))
        spans, ids = [span_of(activity) for activity in deleted], [activity.pk for activity in deleted]
        Activity.objects.filter(pk__in=ids).delete()
        activities_deleted.send(None, spans=spans, ids=ids)
    elif activities and chance.random() < 0.2:
        moved = chance.choice(activities)
        moved.started_at = datetime.fromtimestamp(NOON + chance.choice([0, 30, HOUR, 27 * HOUR, 200 * HOUR]), UTC)
        moved.save()
        activities_stored.send(None, ids=[moved.pk])
    else:
        new = [create_random_activity(chance) for _ in range(chance.choice([1, 1, 2, 4]))]
        activities_stored.send(None, ids=[activity.pk for activity in new])


@pytest.mark.parametrize("seed", range(12))
def test_the_tables_equal_one_full_run(as_alice, seed):
    chance = random.Random(seed)
    for _ in range(25):
        with transaction.atomic():
            apply_random_change(chance)
        expected = stored_workouts(), stored_questions()
        assert Member.objects.count() == Activity.objects.count()
        with transaction.atomic():
            Question.objects.all().delete()
            Workout.objects.all().delete()
            rematch_all()
            assert (stored_workouts(), stored_questions()) == expected
            transaction.set_rollback(True)

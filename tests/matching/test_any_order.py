"""Whatever comes and goes in whatever order: the tables equal one full run."""

import random
from datetime import UTC, datetime

import pytest
from django.db import transaction

from activities.models import Activity
from activities.signals import activities_deleted, activities_stored
from matching.models import Member, Question, Workout
from matching.services.rematch import rematch_all
from tests.matching.factories import HOUR, NOON
from tests.matching.stored import row, source_file, span, stored_questions, stored_workouts

pytestmark = pytest.mark.postgres


def some_activity(chance: random.Random) -> Activity:
    """One of few starts, lengths and distances, so that much of it matches, collides and is asked about."""
    provider = chance.choice(["garmin", "strava", "ridewithgps", "file"])
    start = chance.choice([0, 0, HOUR, 2 * HOUR, 7 * HOUR, 26 * HOUR, 80 * HOUR]) + chance.choice(
        [0, 0, 9, 70, 400, 1900]
    )
    return row(
        provider,
        start,
        chance.choice([None, 60, 3600, 3600, 3630, 2000, 1500, 20 * HOUR, 100 * HOUR]),
        chance.choice([None, 30_000, 30_000, 30_200, 15_000]),
        chance.choice(["ride", "ride", "ride", "run", "other"]),
        source_file=source_file() if provider == "file" else None,
        hidden_time=chance.random() < 0.1,
        manual=chance.random() < 0.1,
    )


def change(chance: random.Random) -> None:
    """Stores, moves or removes a few activities, as `store` does it."""
    there = list(Activity.objects.all())
    if there and chance.random() < 0.35:
        removed = chance.sample(there, min(len(there), chance.choice([1, 1, 3])))
        spans, ids = [span(each) for each in removed], [each.pk for each in removed]
        Activity.objects.filter(pk__in=ids).delete()
        activities_deleted.send(None, spans=spans, ids=ids)
    elif there and chance.random() < 0.2:
        moved = chance.choice(there)
        moved.started_at = datetime.fromtimestamp(NOON + chance.choice([0, 30, HOUR, 27 * HOUR, 200 * HOUR]), UTC)
        moved.save()
        activities_stored.send(None, ids=[moved.pk])
    else:
        new = [some_activity(chance) for _ in range(chance.choice([1, 1, 2, 4]))]
        activities_stored.send(None, ids=[each.pk for each in new])


@pytest.mark.parametrize("seed", range(12))
def test_the_tables_equal_one_full_run(as_alice, seed):
    chance = random.Random(seed)
    for _ in range(25):
        with transaction.atomic():
            change(chance)
        kept = stored_workouts(), stored_questions()
        assert Member.objects.count() == Activity.objects.count()
        with transaction.atomic():
            Question.objects.all().delete()
            Workout.objects.all().delete()
            rematch_all()
            assert (stored_workouts(), stored_questions()) == kept
            transaction.set_rollback(True)

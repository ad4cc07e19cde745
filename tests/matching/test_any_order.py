"""In whatever order activities come and go, the tables equal one full run."""

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from accounts.owned import Owned
from activities.models import Activity, SourceFile
from activities.signals import activities_deleted, activities_stored
from matching.engine import neighborhood
from matching.engine.decision_kind import DecisionKind
from matching.models import (
    ActivityReference,
    CrowdedDay,
    Decision,
    IgnoredDifference,
    Member,
    PendingMatch,
    Question,
    Workout,
    WorkoutName,
)
from matching.services import affected_span, crowded_days, rematch
from matching.services.decide import DecisionRefused, decide, split_off, take_back
from matching.services.ignore import bring_back, ignore_difference
from matching.services.name_workout import name_workout, take_name_back
from matching.services.rematch import rematch_all
from matching.workouts import load_workouts
from tests.matching.factories import HOUR, NOON
from tests.matching.tables import (
    create_activity,
    create_source_file,
    span_of,
    stored_days,
    stored_questions,
    stored_workouts,
)
from tests.run_jobs import run_jobs

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
        source_file=create_random_file(chance) if provider == "file" else None,
        utc_offset_s=chance.choice([None, None, 7200, -36_000]),
        hidden_time=chance.random() < 0.1,
        manual=chance.random() < 0.1,
    )


def create_random_file(chance: random.Random) -> SourceFile:
    return create_source_file(chance.choice(["fit", "gpx"]), *chance.choice([(), (), ("damaged_parts",)]))


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
        moved.local_date = moved.started_at.date()
        moved.save()
        activities_stored.send(None, ids=[moved.pk])
    else:
        new = [create_random_activity(chance) for _ in range(chance.choice([1, 1, 2, 4]))]
        activities_stored.send(None, ids=[activity.pk for activity in new])


def apply_random_correction(chance: random.Random) -> None:
    """Answers, splits, ignores, names or takes something of that back, as the athlete does."""
    activities, workouts = list(Activity.objects.values_list("pk", flat=True)), list(Workout.objects.all())
    if len(activities) < 2:
        return
    workout = chance.choice(workouts)
    action = chance.choice(["decide"] * 4 + ["split", "ignore", "name", "back", "back"])
    try:
        if action == "decide":
            pairs = [tuple(chance.sample(activities, 2)) for _ in range(chance.choice([1, 1, 2]))]
            decide(chance.choice(list(DecisionKind)), pairs)
        elif action == "split":
            split_off(workout, chance.sample(activities, len(activities) // 2))
        elif action == "ignore":
            [details] = load_workouts(Workout.objects.filter(pk=workout.pk))
            for difference in details.differences[:1]:
                ignore_difference(workout, difference.activity.id, difference.field)
        elif action == "name":
            name_workout(workout, chance.choice(["Three passes", "With Anna"]))
        else:
            take_something_back(chance)
    except DecisionRefused:
        pass


def take_something_back(chance: random.Random) -> None:
    for id in random_ids(Decision, chance):
        take_back([id])
    for id in random_ids(IgnoredDifference, chance):
        bring_back(id)
    for id in random_ids(WorkoutName, chance):
        take_name_back(id)


def random_ids(model: type[Owned], chance: random.Random) -> list[UUID]:
    """Returns the id of one row; of none where there is none."""
    ids = list(model.objects.values_list("pk", flat=True))
    return [chance.choice(ids)] if ids else []


def stored_crowded() -> tuple[set[int], set[int]]:
    """Returns the crowded days, and the activities that were compared with no other."""
    crowded = Member.objects.filter(workout__is_crowded=True)
    return set(CrowdedDay.objects.values_list("day", flat=True)), set(crowded.values_list("activity", flat=True))


def assert_tables_equal_one_full_run() -> None:
    expected = stored_workouts(), stored_days(), stored_questions(), stored_crowded()
    assert Member.objects.count() == Activity.objects.count()
    with transaction.atomic():
        Question.objects.all().delete()
        Workout.objects.all().delete()
        CrowdedDay.objects.all().delete()
        rematch_all()
        assert (stored_workouts(), stored_days(), stored_questions(), stored_crowded()) == expected
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", range(12))
def test_the_tables_equal_one_full_run(as_alice, seed):
    chance = random.Random(seed)
    for _ in range(25):
        with transaction.atomic():
            apply_random_change(chance)
        assert_tables_equal_one_full_run()


@pytest.fixture
def small_bounds(monkeypatch) -> None:
    """Makes days crowded, and neighborhoods too large, that a few activities fill."""
    monkeypatch.setattr(neighborhood, "MAX_DAY_ACTIVITIES", 5)
    monkeypatch.setattr(crowded_days, "MAX_DAY_ACTIVITIES", 5)
    monkeypatch.setattr(neighborhood, "MAX_NEIGHBORHOOD_SIZE", 4)
    monkeypatch.setattr(neighborhood, "MAX_NEIGHBORHOOD_S", 26 * HOUR)
    monkeypatch.setattr(affected_span, "FULL_REACH_S", affected_span.FIRST_REACH_S + 2 * (26 + 48) * HOUR)


@pytest.mark.parametrize("seed", range(16))
def test_the_tables_equal_one_full_run_when_days_are_crowded(as_alice, small_bounds, seed):
    chance = random.Random(seed)
    for _ in range(30):
        with transaction.atomic():
            chance.choice([apply_random_change, apply_random_change, apply_random_correction])(chance)
        assert_tables_equal_one_full_run()


@pytest.mark.parametrize("seed", range(8))
def test_the_tables_equal_one_full_run_when_a_job_matches_in_parts(as_alice, small_bounds, monkeypatch, seed):
    monkeypatch.setattr(rematch, "MAX_ROWS", 2)
    chance = random.Random(seed)
    for _ in range(20):
        with transaction.atomic():
            chance.choice([apply_random_change, apply_random_change, apply_random_correction])(chance)
        assert Member.objects.count() == Activity.objects.count()
        run_jobs()
        assert not PendingMatch.objects.exists()
        assert_tables_equal_one_full_run()


@pytest.mark.parametrize("seed", range(16))
def test_the_tables_equal_one_full_run_whatever_the_athlete_says(as_alice, seed):
    chance = random.Random(seed)
    for _ in range(40):
        with transaction.atomic():
            chance.choice([apply_random_change, apply_random_correction])(chance)
        assert_tables_equal_one_full_run()


@pytest.mark.parametrize("seed", range(4))
def test_once_everything_is_taken_back_the_tables_are_those_of_the_engine(as_alice, seed):
    chance = random.Random(seed)
    for _ in range(30):
        with transaction.atomic():
            chance.choice([apply_random_change, apply_random_correction])(chance)
    take_back(Decision.objects.values_list("pk", flat=True))
    while Decision.objects.exists():
        take_back(Decision.objects.values_list("pk", flat=True))
    for id in IgnoredDifference.objects.values_list("pk", flat=True):
        bring_back(id)
    for id in WorkoutName.objects.values_list("pk", flat=True):
        take_name_back(id)
    assert not ActivityReference.objects.exists()
    assert_tables_equal_one_full_run()

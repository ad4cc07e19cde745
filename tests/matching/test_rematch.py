"""Workouts follow in the tables as activities come and go."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.scope import owner_scope
from activities.models import Activity
from activities.signals import activities_deleted, activities_stored
from matching.models import Member, Question, Workout
from matching.services.rematch import rematch_all
from tests.matching.factories import HOUR
from tests.matching.tables import create_activity, create_source_file, span_of, stored_questions, stored_workouts
from tests.queries import count_queries, statement_of

pytestmark = pytest.mark.postgres


def announce(*activities: Activity) -> None:
    activities_stored.send(None, ids=[activity.pk for activity in activities])


def delete_and_announce(*activities: Activity) -> None:
    spans, ids = [span_of(activity) for activity in activities], [activity.pk for activity in activities]
    Activity.objects.filter(pk__in=ids).delete()
    activities_deleted.send(None, spans=spans, ids=ids)


def workout_of(activity: Activity) -> Workout:
    return Member.objects.get(activity=activity).workout


def test_a_new_activity_is_a_workout_at_once(as_alice):
    ride = create_activity()
    announce(ride)
    assert workout_of(ride).leader == ride


def test_an_activity_joins_the_workout_that_is_there(as_alice):
    first = create_activity("garmin")
    announce(first)
    workout, second = workout_of(first), create_activity("strava", 5)
    announce(second)
    assert workout_of(second) == workout


def test_a_difference_is_stored_until_it_ends(as_alice):
    first, second = create_activity("garmin", name="Hills"), create_activity("strava", 5, name="Morning Ride")
    announce(first, second)
    assert Workout.objects.get().has_differences
    Activity.objects.filter(pk=second.pk).update(name="Hills")
    announce(second)
    assert not Workout.objects.get().has_differences


def test_a_duplicate_does_not_count_and_makes_no_difference(as_alice):
    announce(create_activity("strava", length=3700, name="One"), create_activity("strava", 60, name="Two"))
    assert not Workout.objects.get().has_differences
    assert sorted(Member.objects.values_list("is_counted", flat=True)) == [False, True]


def test_a_question_marks_both_workouts_until_it_ends(as_alice):
    first, second = create_activity("garmin"), create_activity("strava", HOUR)
    announce(first, second)
    assert stored_questions() == {("shift", first.provider_id, second.provider_id, HOUR)}
    assert [workout.has_questions for workout in Workout.objects.all()] == [True, True]
    delete_and_announce(second)
    assert not Question.objects.exists()
    assert [workout.has_questions for workout in Workout.objects.all()] == [False]


def test_an_activity_that_moves_leaves_its_old_workout(as_alice):
    first, second = create_activity("garmin"), create_activity("strava")
    announce(first, second)
    Activity.objects.filter(pk=second.pk).update(started_at=create_activity("ridewithgps", 400 * HOUR).started_at)
    announce(second)
    assert workout_of(first) != workout_of(second)
    assert not Workout.objects.filter(has_differences=True).exists()


def test_a_workout_keeps_its_id_when_its_leader_is_deleted(as_alice):
    leader, other = create_activity("garmin", length=3700), create_activity("strava")
    announce(leader, other)
    workout = workout_of(leader)
    delete_and_announce(leader)
    assert workout_of(other) == workout
    assert workout_of(other).leader == other


def test_a_workout_is_deleted_with_its_last_activity(as_alice):
    ride = create_activity()
    announce(ride)
    delete_and_announce(ride)
    assert not Workout.objects.exists()


def test_the_older_workout_stays_when_two_join(as_alice):
    first, second = (
        create_activity("garmin", length=None, distance=None),
        create_activity("strava", 400, length=3700, distance=None),
    )
    announce(first)
    announce(second)
    older = workout_of(first)
    assert workout_of(second) != older
    Activity.objects.filter(pk=first.pk).update(elapsed_s=3600, started_at=second.started_at)
    announce(first)
    assert workout_of(first) == workout_of(second) == older


def test_the_leaders_part_keeps_the_workout_when_it_splits(as_alice):
    leader, other = create_activity("garmin", length=3700), create_activity("strava")
    announce(leader, other)
    workout = workout_of(leader)
    Activity.objects.filter(pk=leader.pk).update(sport="run", elapsed_s=3500)
    announce(leader)
    assert workout_of(leader) == workout != workout_of(other)


def test_two_legs_of_one_file_are_two_workouts(as_alice):
    file = create_source_file()
    announce(create_activity("file", source_file=file), create_activity("file", source_file=file))
    assert Workout.objects.count() == 2


def test_among_files_fit_leads(as_alice):
    gpx = create_activity("file", length=3700, source_file=create_source_file("gpx"))
    fit = create_activity("file", source_file=create_source_file("fit"))
    announce(gpx, fit)
    assert Workout.objects.get().leader == fit


def test_a_full_run_writes_nothing_when_all_is_right(as_alice):
    announce(
        create_activity("garmin"),
        create_activity("strava", 5),
        create_activity("file", HOUR, source_file=create_source_file()),
    )
    before = (
        stored_workouts(),
        set(Workout.objects.values_list("pk", flat=True)),
        set(Question.objects.values_list("pk")),
    )
    with CaptureQueriesContext(connection) as queries:
        assert rematch_all() == {"activities": 3, "workouts": 2, "questions": 1}
    assert not [query for query in queries if statement_of(query).startswith(("INSERT", "UPDATE", "DELETE"))]
    assert before == (
        stored_workouts(),
        set(Workout.objects.values_list("pk", flat=True)),
        set(Question.objects.values_list("pk")),
    )


def count_rematch_queries(*activities: Activity) -> int:
    return count_queries(lambda: announce(*activities))


def test_the_number_of_queries_does_not_depend_on_the_number_of_activities(as_alice):
    few = [create_activity("garmin", 30 * HOUR), create_activity("strava", 30 * HOUR)]
    many = [
        create_activity(provider, 900 * HOUR + day * 24 * HOUR)
        for day in range(60)
        for provider in ("garmin", "strava")
    ]
    scattered = [create_activity("garmin", year * 9000 * HOUR) for year in range(1, 20)]
    assert count_rematch_queries(*few) == count_rematch_queries(*many) == count_rematch_queries(*scattered) <= 10


def test_activities_of_another_account_are_never_matched(alice, mallory):
    with owner_scope(alice):
        announce(create_activity("garmin"))
    with owner_scope(mallory):
        activity = create_activity("strava")
        announce(activity)
        assert stored_workouts() == {
            (activity.provider_id, frozenset({(activity.provider_id, True, "")}), False, False, "")
        }
    with owner_scope(alice):
        assert Workout.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_delete_a_leader_without_the_signal(alice):
    with owner_scope(alice):
        ride = create_activity()
        announce(ride)
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.all().delete()
        assert workout_of(ride).leader == ride


@pytest.mark.django_db(transaction=True)
def test_a_member_of_another_account_is_refused_by_the_database(alice, mallory):
    with owner_scope(alice):
        ride = create_activity()
    with owner_scope(mallory), pytest.raises(IntegrityError), transaction.atomic():
        Workout.objects.create(leader_id=ride.pk, local_date=ride.local_date)


def test_a_question_about_a_hidden_start_ends_with_it(as_alice):
    hidden = create_activity("strava", -11 * HOUR, hidden_time=True)
    announce(hidden, create_activity("garmin"), create_activity("garmin", 3 * HOUR + 400))
    assert Question.objects.count() == 2
    delete_and_announce(hidden)
    assert not Workout.objects.filter(has_questions=True).exists()


def test_a_neighborhood_longer_than_what_is_read_first_stays_whole(as_alice):
    days = {"length": 47 * HOUR, "distance": None}
    last, cropped = (
        create_activity("garmin", 120 * HOUR, **days),
        create_activity("strava", 135 * HOUR, length=32 * HOUR, distance=None),
    )
    announce(create_activity("garmin", 40 * HOUR, **days), create_activity("garmin", 80 * HOUR, **days), last, cropped)
    assert workout_of(last).has_differences
    announce(create_activity("garmin", **days))
    assert workout_of(last) == workout_of(cropped)
    assert workout_of(last).has_differences

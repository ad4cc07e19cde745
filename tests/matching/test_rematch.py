"""Workouts in the tables, as activities come and go."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.scope import owner_scope
from activities.models import Activity
from activities.signals import activities_deleted, activities_stored
from matching.models import Member, Question, Workout
from matching.services.rematch import rematch_all
from tests.matching.factories import HOUR
from tests.matching.stored import row, source_file, span, stored_questions, stored_workouts


def arrive(*activities: Activity) -> None:
    activities_stored.send(None, ids=[each.pk for each in activities])


def leave(*activities: Activity) -> None:
    spans, ids = [span(each) for each in activities], [each.pk for each in activities]
    Activity.objects.filter(pk__in=ids).delete()
    activities_deleted.send(None, spans=spans, ids=ids)


def home(activity: Activity) -> Workout:
    return Member.objects.get(activity=activity).workout


def test_a_new_activity_is_a_workout_at_once(as_alice):
    ride = row()
    arrive(ride)
    assert home(ride).leader == ride


def test_an_activity_joins_the_workout_that_is_there(as_alice):
    first = row("garmin")
    arrive(first)
    workout, second = home(first), row("strava", 5)
    arrive(second)
    assert home(second) == workout


def test_a_difference_is_noticed_and_forgotten(as_alice):
    first, second = row("garmin", name="Hills"), row("strava", 5, name="Morning Ride")
    arrive(first, second)
    assert Workout.objects.get().has_differences
    Activity.objects.filter(pk=second.pk).update(name="Hills")
    arrive(second)
    assert not Workout.objects.get().has_differences


def test_a_duplicate_does_not_count_and_makes_no_difference(as_alice):
    arrive(row("strava", length=3700, name="One"), row("strava", 60, name="Two"))
    assert not Workout.objects.get().has_differences
    assert sorted(Member.objects.values_list("is_counted", flat=True)) == [False, True]


def test_a_question_marks_both_workouts_until_it_is_gone(as_alice):
    first, second = row("garmin"), row("strava", HOUR)
    arrive(first, second)
    assert stored_questions() == {("shift", first.provider_id, second.provider_id, HOUR)}
    assert [each.has_questions for each in Workout.objects.all()] == [True, True]
    leave(second)
    assert not Question.objects.exists()
    assert [each.has_questions for each in Workout.objects.all()] == [False]


def test_an_activity_that_moves_leaves_its_old_workout(as_alice):
    first, second = row("garmin"), row("strava")
    arrive(first, second)
    Activity.objects.filter(pk=second.pk).update(started_at=row("ridewithgps", 400 * HOUR).started_at)
    arrive(second)
    assert home(first) != home(second)
    assert not Workout.objects.filter(has_differences=True).exists()


def test_a_workout_keeps_its_id_when_its_leader_is_removed(as_alice):
    leader, other = row("garmin", length=3700), row("strava")
    arrive(leader, other)
    workout = home(leader)
    leave(leader)
    assert home(other) == workout
    assert home(other).leader == other


def test_a_workout_goes_with_its_last_activity(as_alice):
    ride = row()
    arrive(ride)
    leave(ride)
    assert not Workout.objects.exists()


def test_the_older_workout_stays_when_two_join(as_alice):
    first, second = row("garmin", length=None, distance=None), row("strava", 400, length=3700, distance=None)
    arrive(first)
    arrive(second)
    older = home(first)
    assert home(second) != older
    Activity.objects.filter(pk=first.pk).update(elapsed_s=3600, started_at=second.started_at)
    arrive(first)
    assert home(first) == home(second) == older


def test_the_leaders_part_keeps_the_workout_when_it_splits(as_alice):
    leader, other = row("garmin", length=3700), row("strava")
    arrive(leader, other)
    workout = home(leader)
    Activity.objects.filter(pk=leader.pk).update(sport="run", elapsed_s=3500)
    arrive(leader)
    assert home(leader) == workout != home(other)


def test_two_legs_of_one_file_are_two_workouts(as_alice):
    file = source_file()
    arrive(row("file", source_file=file), row("file", source_file=file))
    assert Workout.objects.count() == 2


def test_among_files_fit_leads(as_alice):
    gpx = row("file", length=3700, source_file=source_file("gpx"))
    fit = row("file", source_file=source_file("fit"))
    arrive(gpx, fit)
    assert Workout.objects.get().leader == fit


def test_a_full_run_changes_nothing_that_is_right(as_alice):
    arrive(row("garmin"), row("strava", 5), row("file", HOUR, source_file=source_file()))
    before = (
        stored_workouts(),
        set(Workout.objects.values_list("pk", flat=True)),
        set(Question.objects.values_list("pk")),
    )
    with CaptureQueriesContext(connection) as queries:
        assert rematch_all() == {"activities": 3, "workouts": 2, "questions": 1}
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert before == (
        stored_workouts(),
        set(Workout.objects.values_list("pk", flat=True)),
        set(Question.objects.values_list("pk")),
    )


def queries_for(*activities: Activity) -> int:
    with CaptureQueriesContext(connection) as queries:
        arrive(*activities)
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_activities(as_alice):
    few = [row("garmin", 30 * HOUR), row("strava", 30 * HOUR)]
    many = [row(provider, 900 * HOUR + day * 24 * HOUR) for day in range(100) for provider in ("garmin", "strava")]
    scattered = [row("garmin", year * 9000 * HOUR) for year in range(1, 60)]
    assert queries_for(*few) == queries_for(*many) == queries_for(*scattered) <= 8


def test_another_account_is_never_looked_at(alice, mallory):
    with owner_scope(alice):
        arrive(row("garmin"))
    with owner_scope(mallory):
        theirs = row("strava")
        arrive(theirs)
        assert stored_workouts() == {(theirs.provider_id, frozenset({(theirs.provider_id, True)}), False, False)}
    with owner_scope(alice):
        assert Workout.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_leader_cannot_be_removed_without_telling(alice):
    with owner_scope(alice):
        ride = row()
        arrive(ride)
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.all().delete()
        assert home(ride).leader == ride


@pytest.mark.django_db(transaction=True)
def test_a_member_of_another_account_is_refused_by_the_database(alice, mallory):
    with owner_scope(alice):
        ride = row()
    with owner_scope(mallory), pytest.raises(IntegrityError), transaction.atomic():
        Workout.objects.create(leader_id=ride.pk)


def test_a_question_about_a_hidden_start_ends_with_it(as_alice):
    hidden = row("strava", -11 * HOUR, hidden_time=True)
    arrive(hidden, row("garmin"), row("garmin", 3 * HOUR + 400))
    assert Question.objects.count() == 2
    leave(hidden)
    assert not Workout.objects.filter(has_questions=True).exists()


def test_a_neighborhood_longer_than_what_is_read_first_stays_whole(as_alice):
    days = {"length": 47 * HOUR, "distance": None}
    last, cropped = row("garmin", 120 * HOUR, **days), row("strava", 135 * HOUR, length=32 * HOUR, distance=None)
    arrive(row("garmin", 40 * HOUR, **days), row("garmin", 80 * HOUR, **days), last, cropped)
    assert home(last).has_differences
    arrive(row("garmin", **days))
    assert home(last) == home(cropped)
    assert home(last).has_differences

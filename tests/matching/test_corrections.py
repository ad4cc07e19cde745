"""What the athlete says about workouts survives deletion and import until it is taken back."""

from functools import partial

import pytest

from accounts.models import AccountKey
from accounts.scope import owner_scope
from activities.models import Activity
from activities.services.delete import delete_activities
from activities.signals import activities_stored
from matching.engine.decision_kind import DecisionKind
from matching.models import ActivityReference, Decision, IgnoredDifference, Question, Workout, WorkoutName
from matching.services.decide import DecisionRefused, decide, split_off, take_back
from matching.services.ignore import NoSuchDifference, bring_back, ignore_difference
from matching.services.name_workout import NameRefused, name_workout, take_name_back
from matching.services.rematch import rematch_all
from matching.workouts import WorkoutDetails, load_workouts
from tests.matching.factories import HOUR
from tests.matching.tables import create_activity, create_source_file, stored_questions, stored_workouts
from tests.queries import count_queries

SAME, DIFFERENT, DUPLICATE = DecisionKind
DAY = 24 * HOUR
pytestmark = pytest.mark.postgres


def store(*activities: Activity) -> None:
    activities_stored.send(None, ids=[activity.pk for activity in activities])


def create_stored(*args, **given) -> Activity:
    activity = create_activity(*args, **given)
    store(activity)
    return activity


def members() -> list[list[str]]:
    """Returns the provider ids of each workout's activities."""
    workouts = load_workouts(Workout.objects.all())
    return sorted(sorted(activity.provider_id for activity in workout.activities) for workout in workouts)


def details(activity: Activity) -> WorkoutDetails:
    """Returns the workout of an activity."""
    [workout] = load_workouts(Workout.objects.filter(members__activity=activity))
    return workout


def row_of(activity: Activity) -> Workout:
    return Workout.objects.get(members__activity=activity)


@pytest.fixture
def garmin(as_alice):
    return create_stored("garmin", provider_id="g", name="Three passes")


@pytest.fixture
def hour_later(garmin):
    return create_stored("strava", HOUR, provider_id="s", name="Three passes")


def test_same_joins_two_workouts_and_ends_the_question(garmin, hour_later):
    assert stored_questions()
    decide(SAME, [(garmin.pk, hour_later.pk)])
    assert members() == [["g", "s"]]
    assert not stored_questions()


def test_same_on_a_clock_shift_ignores_that_the_starts_differ(garmin, hour_later):
    answer = decide(SAME, [(garmin.pk, hour_later.pk)])
    assert not details(garmin).has_differences
    take_back([answer.decisions[0].pk])
    assert members() == [["g"], ["s"]]
    assert not IgnoredDifference.objects.exists()


def test_same_on_other_starts_leaves_that_they_differ(garmin):
    later = create_stored("strava", 3 * HOUR + 400, provider_id="s")
    decide(SAME, [(garmin.pk, later.pk)])
    assert [difference.field for difference in details(garmin).differences] == ["started_at"]


def test_different_ends_the_question_and_undo_asks_it_again(garmin, hour_later):
    before = stored_questions()
    answer = decide(DIFFERENT, [(garmin.pk, hour_later.pk)])
    assert (members(), stored_questions()) == ([["g"], ["s"]], set())
    take_back([answer.decisions[0].pk])
    assert stored_questions() == before


def test_a_duplicate_is_not_counted(garmin):
    file = create_stored("file", 2 * HOUR, provider_id="f", source_file=create_source_file())
    decide(DUPLICATE, [(garmin.pk, file.pk)])
    workout = details(garmin)
    assert (len(workout.counting), len(workout.duplicates)) == (1, 1)


def test_two_activities_of_one_file_are_refused_and_nothing_is_recorded(as_alice):
    source = create_source_file()
    first = create_stored("file", 0, provider_id="a", source_file=source)
    second = create_stored("file", HOUR, provider_id="b", source_file=source)
    with pytest.raises(DecisionRefused):
        decide(SAME, [(first.pk, second.pk)])
    assert not Decision.objects.exists()
    assert not ActivityReference.objects.exists()


def test_splitting_off_keeps_an_activity_from_all_the_others(garmin):
    others = [create_stored("strava", 5, provider_id="s"), create_stored("ridewithgps", 9, provider_id="r")]
    assert members() == [["g", "r", "s"]]
    split_off(row_of(garmin), [others[0].pk])
    assert members() == [["g", "r"], ["s"]]
    for everything_or_nothing in ([garmin.pk, others[1].pk], []):
        with pytest.raises(DecisionRefused):
            split_off(row_of(garmin), everything_or_nothing)


def test_the_same_answer_twice_is_recorded_once(garmin, hour_later):
    first, second = (decide(SAME, [(garmin.pk, hour_later.pk)]) for _ in range(2))
    assert [decision.pk for decision in first.decisions] == [decision.pk for decision in second.decisions]
    assert Decision.objects.count() == 1


def test_a_contradicting_answer_replaces_the_earlier_one_which_undo_restores(garmin, hour_later):
    earlier = decide(SAME, [(garmin.pk, hour_later.pk)])
    later = decide(DIFFERENT, [(hour_later.pk, garmin.pk)])
    assert [decision.pk for decision in later.replaced] == [earlier.decisions[0].pk]
    assert members() == [["g"], ["s"]]
    take_back([later.decisions[0].pk])
    assert members() == [["g", "s"]]


def test_an_answer_that_contradicts_two_others_together_replaces_the_older(as_alice):
    a, b, c = (create_stored("garmin", day * DAY, provider_id=str(day)) for day in range(3))
    oldest = decide(SAME, [(a.pk, b.pk)])
    decide(SAME, [(b.pk, c.pk)])
    assert members() == [["0", "1", "2"]]
    newest = decide(DIFFERENT, [(a.pk, c.pk)])
    assert [decision.pk for decision in newest.replaced] == [oldest.decisions[0].pk]
    assert members() == [["0"], ["1", "2"]]


def test_only_one_step_back_is_kept(garmin, hour_later):
    for kind in (SAME, DIFFERENT, SAME, DIFFERENT, SAME):
        decide(kind, [(garmin.pk, hour_later.pk)])
    assert Decision.objects.count() == 2


def delete_everything() -> None:
    delete_activities(Activity.objects.all())


def test_what_the_athlete_said_survives_that_everything_is_deleted_and_imported_again(garmin, hour_later):
    decide(SAME, [(garmin.pk, hour_later.pk)])
    name_workout(row_of(garmin), "With Anna")
    before = stored_workouts()
    delete_everything()
    assert not Workout.objects.exists()
    for _ in range(2):
        restored = [
            create_activity("garmin", provider_id="g", name="Three passes"),
            create_activity("strava", HOUR, provider_id="s", name="Three passes"),
        ]
        for activity in restored:
            store(activity)
        assert stored_workouts() == before
        delete_everything()


def test_a_partner_far_away_stays_when_the_leader_is_deleted(garmin):
    far = create_stored("strava", 400 * DAY, provider_id="s")
    decide(SAME, [(garmin.pk, far.pk)])
    delete_activities([garmin])
    assert members() == [["s"]]
    store(create_activity("garmin", provider_id="g"))
    assert members() == [["g", "s"]]


def test_a_workout_that_reaches_far_answers_questions_there(garmin):
    far = create_stored("strava", 10 * DAY, provider_id="s")
    decide(SAME, [(garmin.pk, far.pk)])
    create_stored("ridewithgps", 10 * DAY - HOUR, provider_id="q")
    assert stored_questions()
    create_stored("ridewithgps", 5, provider_id="r")
    incremental = stored_workouts(), stored_questions()
    rematch_all()
    assert incremental == (stored_workouts(), stored_questions())
    assert not stored_questions()


def test_references_hold_no_id_of_a_platform_and_differ_between_accounts(alice, mallory):
    digests = []
    for account in (alice, mallory):
        with owner_scope(account):
            first, second = create_stored(provider_id="123456789"), create_stored("strava", HOUR, provider_id="9")
            decide(DIFFERENT, [(first.pk, second.pk)])
            digests += ActivityReference.objects.values_list("digest", flat=True)
            assert AccountKey.objects.exists()
    assert len(set(digests)) == 4
    assert all(len(digest) == 64 and "123456789" not in digest for digest in digests)


def test_an_ignored_difference_stays_ignored_until_it_is_brought_back(garmin):
    other = create_stored("ridewithgps", 5, provider_id="r", name="Evening loop", distance_m=31_000.0)
    assert {difference.field for difference in details(garmin).differences} == {"name", "distance_m"}
    ignored = [ignore_difference(row_of(garmin), other.pk, field) for field in ("name", "distance_m")]
    assert not row_of(garmin).has_differences
    other.name = "Another loop"
    other.save()
    store(other)
    assert not row_of(garmin).has_differences
    bring_back(ignored[1].pk)
    assert {difference.field for difference in details(garmin).differences} == {"distance_m"}
    bring_back(ignored[1].pk)


def test_only_what_differs_can_be_ignored(garmin):
    with pytest.raises(NoSuchDifference):
        ignore_difference(row_of(garmin), garmin.pk, "name")
    assert not ActivityReference.objects.exists()


def test_a_workouts_own_name_leads_and_proposes_until_it_is_taken_back(garmin):
    create_stored("strava", 5, provider_id="s", name="Three passes")
    assert not row_of(garmin).has_differences
    named = name_workout(row_of(garmin), " With \u202eAnna\n")
    assert named is not None
    assert (details(garmin).name, details(garmin).has_differences) == ("With Anna", True)
    assert name_workout(row_of(garmin), "With Anna") is None
    second = name_workout(row_of(garmin), "With Bert")
    assert second is not None
    take_name_back(second.pk)
    assert details(garmin).name == "With Anna"
    take_name_back(named.pk)
    assert (details(garmin).name, details(garmin).has_differences) == ("Three passes", False)
    assert not WorkoutName.objects.exists()


def test_a_name_of_nothing_is_refused(garmin):
    with pytest.raises(NameRefused):
        name_workout(row_of(garmin), " \n\u202e")


def test_the_newest_name_of_two_joined_workouts_leads(garmin, hour_later):
    name_workout(row_of(hour_later), "With Anna")
    name_workout(row_of(garmin), "With Bert")
    decide(SAME, [(garmin.pk, hour_later.pk)])
    assert details(garmin).name == "With Bert"


def test_nobody_decides_about_anothers_activities(alice, mallory):
    with owner_scope(alice):
        pair = create_stored(provider_id="g").pk, create_stored("strava", HOUR, provider_id="s").pk
    with owner_scope(mallory):
        assert decide(SAME, [pair]).decisions == []
        assert not ActivityReference.objects.exists()
    with owner_scope(alice):
        assert members() == [["g"], ["s"]]
        assert Question.objects.exists()


def test_taking_one_answer_back_leaves_the_start_ignored_that_another_ignores(garmin, hour_later):
    third = create_stored("ridewithgps", 2 * HOUR, provider_id="r", name="Three passes")
    first = decide(SAME, [(garmin.pk, hour_later.pk)])
    decide(SAME, [(hour_later.pk, third.pk)])
    take_back([first.decisions[0].pk])
    assert members() == [["g"], ["r", "s"]]
    assert not details(third).has_differences


def test_pairs_of_one_answer_that_contradict_each_other_are_refused_together(garmin):
    source = create_source_file()
    parts = [create_stored("file", at, provider_id=str(at), source_file=source) for at in (5 * HOUR, 9 * HOUR)]
    with pytest.raises(DecisionRefused):
        decide(SAME, [(garmin.pk, part.pk) for part in parts])
    assert not Decision.objects.exists()


def test_an_answer_about_many_pairs_takes_as_many_queries_as_one_about_two(as_alice):
    def create_pairs(count: int, day: int) -> list[tuple[int, int]]:
        return [
            (create_stored("garmin", (day + n) * DAY).pk, create_stored("strava", (day + n) * DAY + HOUR).pk)
            for n in range(count)
        ]

    create_pairs(1, 900)
    few, many = create_pairs(2, 0), create_pairs(12, 100)
    decide(DIFFERENT, few[:1])
    counts = [count_queries(partial(decide, SAME, pairs)) for pairs in (few[1:], many)]
    assert counts[0] == counts[1]

"""Activities are not matched where too many of them lie together, and cost the others nothing."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from activities.models import Activity
from activities.signals import activities_stored
from matching.engine.candidate import Candidate
from matching.engine.decision_kind import DecisionKind
from matching.engine.match import match
from matching.engine.thresholds import DAY_S, MAX_DAY_ACTIVITIES, MAX_NEIGHBORHOOD_SIZE
from matching.match_row import MatchRow
from matching.models import CrowdedDay, Member, PendingMatch, Workout
from matching.services import rematch
from matching.services.decide import TooCrowded, decide
from tests.matching.factories import HOUR, MINUTE, NOON, candidate, match_ids, questions
from tests.matching.tables import create_activity, span_of
from tests.matching_pages.factories import create_workout
from tests.run_jobs import run_jobs

DAY = timedelta(days=1)
NIGHT = -12 * HOUR
"""The day of NOON begins so long before it."""


def pairs_of_files(count: int, at: float = 0.0, step: float = 0.0) -> list:
    """Returns twice as many activities: every two of two platforms start together."""
    return [
        candidate(provider, at + number * step, length=300)
        for number in range(count)
        for provider in ("garmin", "strava")
    ]


def announce(*activities: Activity) -> None:
    activities_stored.send(None, ids=[activity.pk for activity in activities])


def test_a_day_with_one_activity_too_many_is_not_matched_in_whatever_order():
    fitting = pairs_of_files(MAX_DAY_ACTIVITIES // 2, NIGHT, 20 * MINUTE)
    assert len(match_ids(*fitting)) == MAX_DAY_ACTIVITIES // 2
    crowded = [*fitting, candidate("file", 11 * HOUR)]
    for seed in range(3):
        random.Random(seed).shuffle(crowded)
        assert len(match_ids(*crowded)) == MAX_DAY_ACTIVITIES + 1
        assert questions(*crowded) == []
        assert all(workout.is_crowded for workout in match(crowded).workouts)


def test_the_days_beside_a_crowded_one_are_matched():
    crowded = [candidate("file") for _ in range(MAX_DAY_ACTIVITIES + 1)]
    beside = [*pairs_of_files(1, -DAY_S), *pairs_of_files(1, DAY_S)]
    workouts = match([*crowded, *beside]).workouts
    assert sorted(len(workout.members) for workout in workouts if not workout.is_crowded) == [2, 2]


def test_a_neighborhood_of_too_many_activities_is_not_matched_although_no_day_is_crowded():
    many = pairs_of_files(MAX_NEIGHBORHOOD_SIZE // 2 + 1, 7 * HOUR, 10 * MINUTE)
    assert len(match_ids(*many)) == len(many)
    assert len(match_ids(*many[:-2])) == MAX_NEIGHBORHOOD_SIZE // 2


def test_a_neighborhood_that_goes_on_for_too_long_is_not_matched():
    long = {"length": 30 * HOUR, "distance": None}
    week = [candidate("garmin", day * DAY_S, **long) for day in range(8)]
    pair = candidate("strava", **long)
    assert len(match_ids(pair, *week)) == 8
    assert len(match_ids(pair, *week, candidate("garmin", 8 * DAY_S, **long))) == 10


@pytest.mark.parametrize("length", [23 * HOUR, DAY_S, DAY_S + 30, 25 * HOUR])
def test_a_year_of_entries_for_each_day_leaves_the_rides_of_the_year_as_they_are(length: float):
    """A walk around each midnight joins the entries of two days, also those that end before it."""
    entries = [candidate("garmin", NIGHT + day * DAY_S, length=length, distance=9_000) for day in range(365)]
    same_entries = [candidate("strava", NIGHT + day * DAY_S + 60, length=length, distance=9_000) for day in range(365)]
    rides = [candidate(provider, day * DAY_S) for day in range(365) for provider in ("garmin", "strava")]
    walks = [candidate("garmin", NIGHT + day * DAY_S - 90 * MINUTE, 2 * HOUR, sport="walk") for day in range(365)]
    workouts = match([*entries, *same_entries, *rides, *walks]).workouts
    assert sorted(len(workout.members) for workout in workouts) == [1] * 365 + [2] * 2 * 365
    assert not any(workout.is_crowded for workout in workouts)


@pytest.mark.postgres
def test_a_day_is_matched_again_once_it_is_crowded_no_more(as_alice):
    pair = [create_activity("garmin"), create_activity("strava")]
    announce(*pair)
    others = [create_activity("ridewithgps", 3 * HOUR) for _ in range(MAX_DAY_ACTIVITIES - 1)]
    announce(*others)
    run_jobs()
    assert Workout.objects.filter(is_crowded=True).count() == MAX_DAY_ACTIVITIES + 1
    assert CrowdedDay.objects.count() == 1
    Activity.objects.filter(pk=others[0].pk).delete()
    rematch.rematch_deleted([span_of(others[0])], [others[0].pk])
    assert not Workout.objects.filter(is_crowded=True).exists()
    assert not CrowdedDay.objects.exists()
    assert Member.objects.get(activity=pair[0]).workout == Member.objects.get(activity=pair[1]).workout


@pytest.mark.django_db
def test_one_more_activity_of_a_crowded_day_costs_as_much_however_many_there_are(as_alice, monkeypatch):
    reads: list[int] = []
    build = MatchRow.candidate

    def count_and_build(row: MatchRow) -> Candidate:
        reads.append(row.id)
        return build(row)

    monkeypatch.setattr(MatchRow, "candidate", count_and_build)
    counts = []
    for number in (2 * MAX_DAY_ACTIVITIES, 6 * MAX_DAY_ACTIVITIES):
        announce(*[create_activity("file") for _ in range(number)])
        run_jobs()
        reads.clear()
        announce(create_activity("file"))
        counts.append(len(reads))
    assert counts[0] == counts[1] <= 4


@pytest.mark.django_db
def test_what_one_transaction_cannot_match_a_job_matches_in_parts(as_alice, monkeypatch):
    monkeypatch.setattr(rematch, "MAX_ROWS", 30)
    pairs = [create_activity(provider, day * DAY_S) for day in range(40) for provider in ("garmin", "strava")]
    announce(*pairs)
    assert Workout.objects.count() == PendingMatch.objects.count() == 80
    run_jobs()
    assert not PendingMatch.objects.exists()
    assert Workout.objects.count() == 40


@pytest.mark.django_db
def test_crowded_workouts_are_not_joined_and_the_pages_say_why(as_alice: Account, alice_client: Client):
    noon = datetime.fromtimestamp(NOON, UTC)
    for number in range(MAX_DAY_ACTIVITIES + 1):
        workout = create_workout(noon + timedelta(seconds=number))
    file = Member.objects.get(workout=workout).activity.source_file_id
    reason = f"because too many lie around it: more than {MAX_DAY_ACTIVITIES} on one day (UTC)"
    for address in (f"/workouts/{workout}/", f"/files/{file}/", "/calendar/2025/05/15/"):
        assert reason in alice_client.get(address).text
    alone = create_workout(noon + 30 * DAY)
    assert reason not in alice_client.get(f"/workouts/{alone}/").text
    first, second = Activity.objects.order_by("started_at")[:2]
    with pytest.raises(TooCrowded):
        decide(DecisionKind.SAME, [(first.pk, second.pk)])
    other = Workout.objects.exclude(pk=workout).exclude(pk=alone).first()
    answer = {"answer": "same", "workout": [str(workout), str(other.pk)], "next": "/"}
    page = alice_client.post(reverse("possible_answer"), answer, follow=True)
    assert "too many activities to be matched, so nothing was recorded" in page.text

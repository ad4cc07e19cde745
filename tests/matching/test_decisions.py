"""The decisions of the athlete win over the engine, in any order, and they never break its invariants."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.candidate import Candidate
from matching.engine.decision_kind import DecisionKind
from matching.engine.decisions import Constraints, PairDecision
from matching.engine.match import match
from matching.engine.pair import can_be_one_workout
from matching.engine.workout import Matching
from tests.matching.factories import HOUR, candidate, match_ids, questions

HIDDEN = frozenset({"hidden_time"})


def same(first: str, second: str, at: float = 1) -> PairDecision:
    return PairDecision(DecisionKind.SAME, first, second, at)


def different(first: str, second: str, at: float = 1) -> PairDecision:
    return PairDecision(DecisionKind.DIFFERENT, first, second, at)


def duplicate(first: str, second: str, at: float = 1) -> PairDecision:
    return PairDecision(DecisionKind.DUPLICATE, first, second, at)


def workout_ids(matching: Matching) -> list[list[str]]:
    return [[activity.key for activity in workout.members] for workout in matching.workouts]


def question_ids(matching: Matching) -> list[tuple[str, str]]:
    return [(question.first.key, question.second.key) for question in matching.questions]


GARMIN, FILE = candidate("garmin", id="g"), candidate("file", id="f", at=5)
STRAVA_LATER, RWGPS_LATER = candidate("strava", id="s", at=HOUR), candidate("ridewithgps", id="r", at=HOUR + 5)
SHIFTED = [GARMIN, FILE, STRAVA_LATER, RWGPS_LATER]


def test_without_a_decision_an_hour_apart_is_a_question():
    assert len(match_ids(*SHIFTED)) == 2
    assert [kind for kind, *_ in questions(*SHIFTED)] == ["shift"]


def test_same_joins_two_workouts_with_all_of_their_activities():
    matching = match(SHIFTED, [same("g", "s")])
    assert [sorted(ids) for ids in workout_ids(matching)] == [["f", "g", "r", "s"]]
    assert matching.questions == ()


def test_different_ends_the_question_between_two_workouts():
    matching = match(SHIFTED, [different("f", "r")])
    assert len(matching.workouts) == 2
    assert matching.questions == ()


def test_different_splits_what_the_engine_joins_without_asking_about_it():
    matching = match([GARMIN, FILE], [different("g", "f")])
    assert workout_ids(matching) == [["g"], ["f"]]
    assert matching.questions == ()


def test_same_joins_workouts_of_different_years():
    matching = match([GARMIN, candidate("strava", id="s", at=9000 * HOUR)], [same("g", "s")])
    assert [sorted(ids) for ids in workout_ids(matching)] == [["g", "s"]]


def test_two_activities_of_one_connection_become_a_duplicate():
    workout = match([GARMIN, candidate("garmin", id="g2", at=4 * HOUR)], [same("g", "g2")]).workouts[0]
    assert (len(workout.counting), len(workout.duplicates)) == (1, 1)


def test_a_duplicate_of_another_connection_is_not_counted():
    workout = match([GARMIN, FILE], [duplicate("f", "g")]).workouts[0]
    assert sorted((len(workout.counting), len(workout.duplicates))) == [1, 1]
    assert match([GARMIN, FILE]).workouts[0].duplicates == ()


def test_two_activities_of_one_file_stay_apart():
    first, second = candidate("file", id="a", source="file:1"), candidate("file", id="b", source="file:1", at=HOUR)
    assert workout_ids(match([first, second], [same("a", "b")])) == [["a"], ["b"]]


def test_what_follows_from_two_decisions_keeps_activities_of_one_file_apart():
    first, second = candidate("file", id="a", source="file:1"), candidate("file", id="b", source="file:1", at=HOUR)
    matching = match([first, second, GARMIN, STRAVA_LATER], [same("g", "s")])
    assert {"a", "b"} not in [set(ids) & {"a", "b"} for ids in workout_ids(matching)]
    assert any({"g", "s"} <= set(ids) for ids in workout_ids(matching))


def test_the_newer_of_two_contradicting_decisions_counts():
    assert len(match([GARMIN, FILE], [different("g", "f", 1), same("f", "g", 2)]).workouts) == 1
    assert len(match([GARMIN, FILE], [different("g", "f", 2), same("f", "g", 1)]).workouts) == 2


def test_a_contradiction_over_three_activities_takes_the_oldest_answer_back():
    group = [candidate("garmin", id="a"), candidate("file", id="b"), candidate("strava", id="c")]
    decisions = [same("a", "b", 1), same("b", "c", 2), different("a", "c", 3)]
    assert set(Constraints(group, decisions).accepted) == set(decisions[1:])


def test_a_hidden_start_that_was_joined_is_not_looked_for_any_more():
    hidden = candidate("strava", id="s", at=-14 * HOUR, flags=HIDDEN)
    both = candidate("garmin", id="a"), candidate("garmin", id="b", at=5 * HOUR + 400)
    matching = match([hidden, *both], [same("s", "a")])
    assert sorted(map(sorted, workout_ids(matching))) == [["a", "s"], ["b"]]
    assert matching.questions == ()


def test_a_hidden_start_joins_the_other_one_once_the_first_is_ruled_out():
    hidden = candidate("strava", id="s", at=-14 * HOUR, flags=HIDDEN)
    both = candidate("garmin", id="a"), candidate("garmin", id="b", at=5 * HOUR + 400)
    matching = match([hidden, *both], [different("s", "a")])
    assert sorted(map(sorted, workout_ids(matching))) == [["a"], ["b", "s"]]


def test_a_decision_about_an_activity_that_is_not_there_has_no_effect():
    assert match([GARMIN, FILE], [different("g", "gone"), same("gone", "f")]) == match([GARMIN, FILE])


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Candidate], list[PairDecision]]:
    """Draws a few crowded activities, some of one file, and decisions about them, contradictory ones too."""
    count = draw(st.integers(2, 9))
    activities = []
    for number in range(count):
        provider = draw(st.sampled_from(["garmin", "strava", "ridewithgps", "file"]))
        source = f"file:{draw(st.integers(1, 3))}" if provider == "file" else provider
        activities.append(
            candidate(
                provider,
                draw(st.sampled_from([0, 5, 60, 400, HOUR, HOUR + 5, 5 * HOUR, 30 * HOUR])),
                draw(st.sampled_from([1800, 3600, 3605, 4000])),
                draw(st.sampled_from([None, 15_000, 30_000, 30_100])),
                draw(st.sampled_from(["ride", "ride", "run", "other"])),
                id=str(number),
                source=source,
                flags=HIDDEN if draw(st.integers(0, 9)) == 0 else frozenset(),
            )
        )
    keys = st.sampled_from([activity.key for activity in activities])
    decision = st.builds(PairDecision, st.sampled_from(DecisionKind), keys, keys, st.integers(1, 6).map(float))
    return activities, draw(st.lists(decision, max_size=8))


def assert_invariants(activities: Sequence[Candidate], matching: Matching) -> None:
    placed = [activity.key for workout in matching.workouts for activity in workout.members]
    assert sorted(placed) == sorted(activity.key for activity in activities)
    for workout in matching.workouts:
        sources = [activity.source for activity in workout.counting]
        assert sources
        assert len(set(sources)) == len(sources)
        pairs = product(workout.members, repeat=2)
        assert all(a is b or can_be_one_workout(a, b) for a, b in pairs)
    workout_of = {activity.key: number for number, w in enumerate(matching.workouts) for activity in w.members}
    pairs_in_question = [frozenset((workout_of[q.first.key], workout_of[q.second.key])) for q in matching.questions]
    assert all(len(pair) == 2 for pair in pairs_in_question)


@settings(max_examples=400, deadline=None)
@given(histories(), st.randoms())
def test_any_decisions_keep_the_invariants_in_any_order(history, chance):
    activities, decisions = history
    matching = match(activities, decisions)
    assert_invariants(activities, matching)
    shuffled = chance.sample(activities, len(activities)), chance.sample(decisions, len(decisions))
    assert match(*shuffled) == matching
    assert match(activities, []) == match(activities)


@settings(max_examples=400, deadline=None)
@given(histories())
def test_every_accepted_decision_holds(history):
    activities, decisions = history
    matching = match(activities, decisions)
    workout_of = {activity.key: number for number, w in enumerate(matching.workouts) for activity in w.members}
    answered = {frozenset((workout_of[q.first.key], workout_of[q.second.key])) for q in matching.questions}
    for decision in Constraints(sorted(activities, key=lambda a: a.key), decisions).accepted:
        pair = {workout_of[decision.first], workout_of[decision.second]}
        assert len(pair) == (1 if decision.joins else 2)
        assert frozenset(pair) not in answered


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_a_decision_that_says_what_the_engine_says_changes_no_workout(kind):
    apart = [GARMIN, candidate("strava", id="x", at=9 * HOUR)]
    activities = apart if kind is DecisionKind.DIFFERENT else [GARMIN, candidate("garmin", id="x", at=1)]
    assert match(activities, [PairDecision(kind, "g", "x", 1)]).workouts == match(activities).workouts

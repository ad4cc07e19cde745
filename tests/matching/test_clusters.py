"""A workout has at most one counted activity of a source; the best pairs join first, and no chain grows."""

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, candidate, match_ids


def test_three_laps_stay_three_workouts():
    laps = [
        candidate(provider, at=lap * 700, length=600, distance=5000)
        for lap in range(3)
        for provider in ("garmin", "strava")
    ]
    assert [len(ids) for ids in match_ids(*laps)] == [2, 2, 2]


def test_two_commutes_stay_two_workouts():
    commutes = [
        candidate(provider, at=at, length=1500, distance=7000)
        for at in (0, 9 * HOUR + 420)
        for provider in ("garmin", "strava")
    ]
    assert [len(ids) for ids in match_ids(*commutes)] == [2, 2]


def test_short_repeats_join_their_own_partner():
    repeat = {"length": 90, "distance": 400, "sport": "run"}
    watch = [candidate("garmin", id=f"w{n}", at=150 * n, **repeat) for n in range(8)]
    phone = [candidate("strava", id=f"p{n}", at=150 * n + 20, **repeat) for n in range(8) if n != 3]
    pairs = {frozenset({f"w{n}", f"p{n}"}) for n in range(8) if n != 3}
    assert {frozenset(ids) for ids in match_ids(*watch, *phone)} == pairs | {frozenset({"w3"})}


def test_the_closest_of_two_candidates_joins():
    matching = match(
        [
            candidate("garmin", id="g"),
            candidate("strava", id="far", at=250, length=3400),
            candidate("strava", id="near", at=2),
        ]
    )
    assert {frozenset(activity.key for activity in workout.members) for workout in matching.workouts} == {
        frozenset({"g", "near"}),
        frozenset({"far"}),
    }


def test_no_chain_grows_through_the_middle():
    chain = [candidate("file", at=step * 12 * MINUTE, distance=None) for step in range(4)]
    assert len(match_ids(*chain)) > 1


def test_a_source_counts_once():
    matching = match([candidate("garmin"), candidate("garmin", at=30), candidate("strava", at=2)]).workouts
    assert [len(workout.counting) for workout in matching] == [2]

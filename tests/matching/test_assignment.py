"""At most one counting activity of a source in a workout; best first, without chains."""

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, one, workouts


def test_three_laps_stay_three_workouts():
    laps = [
        one(provider, at=lap * 700, length=600, distance=5000) for lap in range(3) for provider in ("garmin", "strava")
    ]
    assert [len(each) for each in workouts(*laps)] == [2, 2, 2]


def test_two_commutes_stay_two_workouts():
    commutes = [
        one(provider, at=at, length=1500, distance=7000)
        for at in (0, 9 * HOUR + 420)
        for provider in ("garmin", "strava")
    ]
    assert [len(each) for each in workouts(*commutes)] == [2, 2]


def test_short_repeats_find_their_own_partner():
    repeat = {"length": 90, "distance": 400, "sport": "run"}
    watch = [one("garmin", id=f"w{n}", at=150 * n, **repeat) for n in range(8)]
    phone = [one("strava", id=f"p{n}", at=150 * n + 20, **repeat) for n in range(8) if n != 3]
    pairs = {frozenset({f"w{n}", f"p{n}"}) for n in range(8) if n != 3}
    assert {frozenset(each) for each in workouts(*watch, *phone)} == pairs | {frozenset({"w3"})}


def test_the_closest_of_two_candidates_wins():
    found = match([one("garmin", id="g"), one("strava", id="far", at=250, length=3400), one("strava", id="near", at=2)])
    assert {frozenset(each.key for each in workout.members) for workout in found.workouts} == {
        frozenset({"g", "near"}),
        frozenset({"far"}),
    }


def test_no_chain_grows_through_the_middle():
    chain = [one("file", at=step * 12 * MINUTE, distance=None) for step in range(4)]
    assert len(workouts(*chain)) > 1


def test_a_source_counts_once():
    found = match([one("garmin"), one("garmin", at=30), one("strava", at=2)]).workouts
    assert [len(workout.counting) for workout in found] == [2]

"""Why activities are one workout, in numbers."""

from matching.engine.candidate import Candidate
from matching.engine.reasons import find_reasons, match_confidence
from tests.matching.factories import HOUR, MINUTE, one


def said(*activities: Candidate, against: bool = False) -> list[str]:
    return [each.text.replace("\u00a0", " ") for each in find_reasons(activities) if each.is_against is against]


def test_what_agrees_is_said_with_its_figure():
    close = one("garmin", moving_s=3000), one("strava", at=27, length=3580, distance=30_200, moving_s=3010)
    assert said(*close) == [
        "They start 27 seconds apart.",
        "They end 7 seconds apart.",
        "They overlap for 99.2 % of the time.",
        "Distances agree within 0.7 %.",
        "Elapsed times agree within 0.6 %.",
        "Moving times agree within 0.3 %.",
        "All are cycling.",
    ]
    assert said(*close, against=True) == []


def test_what_speaks_against_is_said_too():
    apart = one("garmin", moving_s=3600), one("strava", at=12 * MINUTE, length=2880, distance=24_000, moving_s=2400)
    assert said(*apart, against=True) == [
        "They start 12 minutes apart.",
        "Distances differ by 20.0 %.",
        "Elapsed times differ by 12 minutes.",
        "Moving times differ by 20 minutes.",
    ]


def test_the_worst_of_three_is_told():
    assert (
        said(one("garmin"), one("strava", at=5), one("file", at=13))[0] == "All start within 13 seconds of each other."
    )


def test_a_wrong_clock_is_named():
    assert said(one("garmin"), one("file", at=HOUR), against=True)[0] == (
        "Their clocks are exactly 1 hour apart, and all the rest is equal."
    )


def test_other_sports_speak_against():
    assert "Their sports differ: cycling, running." in said(one(sport="ride"), one("strava", sport="run"), against=True)


def test_a_hidden_start_gives_no_start_gap():
    hidden = one("strava", at=-14 * HOUR, flags=frozenset({"hidden_time"}))
    assert not {"start", "end", "overlap"} & {each.code for each in find_reasons([one("garmin"), hidden])}


def test_a_single_activity_needs_no_reason():
    assert find_reasons([one("garmin")]) == []


def test_a_figure_and_its_unit_are_never_torn_apart():
    first = find_reasons([one("garmin"), one("strava", at=27)])[0]
    assert (first.before, first.figure, first.after) == ("They start ", "27\u00a0seconds", " apart.")


def test_close_agreement_is_certain_and_the_rest_is_likely():
    assert match_confidence([one("garmin"), one("strava", at=20)]) == "certain"
    assert match_confidence([one("garmin"), one("strava", at=12 * MINUTE, length=2880, distance=24_000)]) == "likely"
    assert match_confidence([one("garmin"), one("strava", flags=frozenset({"hidden_time"}))]) == "likely"

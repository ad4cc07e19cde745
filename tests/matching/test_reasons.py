"""Reasons say in numbers why activities are one workout."""

from matching.engine.candidate import Candidate
from matching.engine.reasons import find_reasons, match_confidence
from tests.matching.factories import HOUR, MINUTE, candidate


def reason_texts(*activities: Candidate, against: bool = False) -> list[str]:
    return [reason.text.replace("\u00a0", " ") for reason in find_reasons(activities) if reason.is_against is against]


def test_a_figure_stands_beside_what_agrees():
    close = candidate("garmin", moving_s=3000), candidate("strava", at=27, length=3580, distance=30_200, moving_s=3010)
    assert reason_texts(*close) == [
        "They start 27 seconds apart.",
        "They end 7 seconds apart.",
        "They overlap for 99.2 % of the time.",
        "Distances agree within 0.7 %.",
        "Elapsed times agree within 0.6 %.",
        "Moving times agree within 0.3 %.",
        "All are cycling.",
    ]
    assert reason_texts(*close, against=True) == []


def test_a_figure_stands_beside_what_disagrees():
    apart = (
        candidate("garmin", moving_s=3600),
        candidate("strava", at=12 * MINUTE, length=2880, distance=24_000, moving_s=2400),
    )
    assert reason_texts(*apart, against=True) == [
        "They start 12 minutes apart.",
        "Distances differ by 20.0 %.",
        "Elapsed times differ by 12 minutes.",
        "Moving times differ by 20 minutes.",
    ]


def test_the_worst_figure_of_three_activities_is_given():
    assert (
        reason_texts(candidate("garmin"), candidate("strava", at=5), candidate("file", at=13))[0]
        == "All start within 13 seconds of each other."
    )


def test_a_wrong_clock_is_named():
    assert reason_texts(candidate("garmin"), candidate("file", at=HOUR), against=True)[0] == (
        "Their clocks are exactly 1 hour apart, and all the rest is equal."
    )


def test_other_sports_are_reasons_against():
    assert "Their sports differ: cycling, running." in reason_texts(
        candidate(sport="ride"), candidate("strava", sport="run"), against=True
    )


def test_a_hidden_start_gives_no_start_gap():
    hidden = candidate("strava", at=-14 * HOUR, flags=frozenset({"hidden_time"}))
    assert not {"start", "end", "overlap"} & {reason.code for reason in find_reasons([candidate("garmin"), hidden])}


def test_a_single_activity_needs_no_reason():
    assert find_reasons([candidate("garmin")]) == []


def test_a_figure_and_its_unit_stay_on_one_line():
    first = find_reasons([candidate("garmin"), candidate("strava", at=27)])[0]
    assert (first.before, first.figure, first.after) == ("They start ", "27\u00a0seconds", " apart.")


def test_close_agreement_is_certain_and_the_rest_is_likely():
    assert match_confidence([candidate("garmin"), candidate("strava", at=20)]) == "certain"
    assert (
        match_confidence([candidate("garmin"), candidate("strava", at=12 * MINUTE, length=2880, distance=24_000)])
        == "likely"
    )
    assert match_confidence([candidate("garmin"), candidate("strava", flags=frozenset({"hidden_time"}))]) == "likely"


def test_what_is_equal_is_said_without_a_zero():
    equal = candidate("garmin", moving_s=3000), candidate("strava", moving_s=3000)
    assert reason_texts(*equal)[:2] == ["Same start.", "Same end."]
    assert {"Same distance.", "Same elapsed time.", "Same moving time."} <= set(reason_texts(*equal))

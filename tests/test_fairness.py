"""First pulls do not delay clicks and pushes, in days that `bench/fairness.py` simulates, and reserves are why."""

from bench.fairness import CASES, broken_bounds, simulate

NO_PULL, PAGED, GREEDY, WITHOUT_RESERVES = CASES


def test_clicks_and_pushes_are_fast_beside_first_pulls() -> None:
    for case in (NO_PULL, PAGED, GREEDY):
        assert broken_bounds([simulate(case, seed=7, days=2, athletes=200, pulls=3)]) == [], case.name


def test_without_reserves_first_pulls_delay_clicks_and_pushes() -> None:
    install = simulate(WITHOUT_RESERVES, seed=7, days=2, athletes=200, pulls=3)
    assert broken_bounds([install]) == ["clicks", "pushes"]


def test_first_pulls_get_equal_parts() -> None:
    calls = simulate(GREEDY, seed=7, days=2, athletes=0, pulls=3).calls.values()
    assert len(calls) == 3
    assert max(calls) - min(calls) <= 1

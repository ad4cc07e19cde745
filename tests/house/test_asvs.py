"""`docs/asvs.md` has every line of OWASP ASVS 5.0.0, levels 1 and 2, once, and names tests that exist."""

import re
from collections import Counter

import pytest

from accounts.sign_in_limits import RATES
from tests.house.asvs_lines import LEVELS_1_AND_2, expand_lines
from tests.house.deployment_files import ROOT

TEXT = (ROOT / "docs/asvs.md").read_text()
LEVEL_3 = "## Lines of level 3 that are met"
ROWS = [[cell.strip() for cell in row.strip("|").split("|")] for row in TEXT.splitlines() if re.match(r"\| \d", row)]
NOT_TESTED = ("does not apply", "not met")
"""These words stand in place of a test."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_line_says_how_it_is_met_and_names_what_exists(row: list[str]) -> None:
    line, _, how, tests = row
    assert how, line
    names = re.findall(r"`([^`]+)`", tests)
    assert tests in NOT_TESTED or all(name.startswith(("tests/", "docs/", "bench/")) for name in names), line
    assert bool(names) != (tests in NOT_TESTED), line
    for name in names:
        assert list((ROOT / name).glob("**/test_*.py")) if name.endswith("/") else (ROOT / name).is_file(), name
    for name in re.findall(r"`((?:\w+/)+[\w.-]+)`", how):
        assert (ROOT / name).exists(), name


def test_every_line_of_levels_1_and_2_is_there_once() -> None:
    text, _, of_level_3 = TEXT.partition(LEVEL_3)
    counts = Counter(line for row in ROWS if f"\n| {row[0]} |" in text for line in expand_lines(row[0]))
    assert set(counts) == set(LEVELS_1_AND_2), set(counts) ^ set(LEVELS_1_AND_2)
    assert set(counts.values()) == {1}
    others = [line for row in ROWS if f"\n| {row[0]} |" in of_level_3 for line in expand_lines(row[0])]
    assert len(others) == len(set(others)) > 0
    assert not set(others) & set(LEVELS_1_AND_2)


def test_a_line_that_is_not_met_says_what_it_would_take() -> None:
    not_met = [row for row in ROWS if row[3] == "not met"]
    assert all(len(row[2]) > 60 for row in not_met)
    assert len(not_met) < len(ROWS) / 5


def test_ranges_are_expanded() -> None:
    assert expand_lines("1.2.6 to 1.2.8, 1.4.1") == ["1.2.6", "1.2.7", "1.2.8", "1.4.1"]


def test_the_limits_of_sign_in_are_documented() -> None:
    decision = (ROOT / "docs/decisions/0017-limits-and-sessions.md").read_text()
    words = {"5": "five", "10": "ten"}
    for rate in RATES.values():
        number = rate.partition("/")[0]
        assert words.get(number, number) in decision, rate

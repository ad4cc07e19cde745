"""Checks that every line of `docs/asvs.md` that is claimed as met names a test that exists."""

import re

import pytest

from accounts.sign_in_limits import RATES
from tests.house.deployment_files import ROOT

TEXT = (ROOT / "docs/asvs.md").read_text()
ROWS = [[cell.strip() for cell in row.strip("|").split("|")] for row in TEXT.splitlines() if re.match(r"\| \d", row)]


@pytest.mark.parametrize(("line", "how", "tests"), [(row[0], row[2], row[3]) for row in ROWS])
def test_a_line_that_is_met_names_what_exists(line: str, how: str, tests: str) -> None:
    names = re.findall(r"`([^`]+)`", tests)
    assert any(name.startswith("tests/") for name in names), f"{line} names no test"
    for name in names:
        assert list((ROOT / name).glob("**/test_*.py")) if name.endswith("/") else (ROOT / name).is_file(), name
    for name in re.findall(r"`((?:\w+/)+[\w.-]+)`", how):
        assert (ROOT / name).exists(), name


def test_no_line_is_claimed_twice_or_both_ways() -> None:
    lines = [line for row in ROWS for line in row[0].split(", ")]
    assert len(lines) == len(set(lines)) > 30
    assert not set(lines) & set(re.findall(r"\*\*(\d[\d.]+)\*\*", TEXT))


def test_the_limits_of_sign_in_are_documented() -> None:
    decision = (ROOT / "docs/decisions/0017-limits-and-sessions.md").read_text()
    words = {"5": "five", "10": "ten"}
    for rate in RATES.values():
        number = rate.partition("/")[0]
        assert words.get(number, number) in decision, rate

"""`bench/names.py` scores the names that the project lists, and any other file of the same form."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.names import error_table, main, read_lines, scores_of

FOLDER = Path(__file__).parent / "names"
MORNING = "2024-05-12T08:31:22"


def build_line(name: str | None, generated: bool, **given: Any) -> str:
    values = {"name": name, "generated": generated, "sport": "run", "started_at_local": MORNING, "source": "strava"}
    return json.dumps(values | {"lang": "en", "why": "strava.en: default"} | given)


def test_no_listed_name_of_a_person_is_called_generated() -> None:
    lines = list(read_lines((FOLDER / "people.jsonl").read_text(encoding="utf-8").splitlines()))
    assert len(lines) > 700
    assert [line.name for line in lines if line.answer] == []


def test_nearly_all_listed_names_of_programs_are_found() -> None:
    lines = list(read_lines((FOLDER / "programs.jsonl").read_text(encoding="utf-8").splitlines()))
    assert len(lines) > 600
    assert sum(line.answer for line in lines) / len(lines) >= 0.95, "\n".join(error_table(lines))


def test_ambiguous_lines_are_left_out_and_unseen_ones_counted_apart() -> None:
    lines = read_lines(
        [
            build_line("Morning Run", True),
            build_line("Morning Run", False, ambiguous=True),
            build_line("Vroege loop", True, unseen=True),
            build_line("Hill repeats", False, unseen=True),
            build_line(None, True, started_at_local=None, device=None),
            "",
        ]
    )
    people, named, unseen = scores_of(list(lines))
    assert (people.count, people.total, named.count, named.total, unseen.count, unseen.total) == (0, 1, 2, 2, 0, 1)
    assert (people.is_met, named.is_met, unseen.is_met) == (True, True, False)


def test_errors_are_grouped_by_platform_and_language_with_lost_names_first() -> None:
    lines = [
        *(build_line(f"Made up {number}", True, why="strava.xx: default", lang="xx") for number in range(3)),
        build_line("Morning Run", False, source="garmin"),
    ]
    header, *rows = error_table(read_lines(lines))
    assert header.split() == ["error", "platform", "language", "errors", "examples"]
    assert [row[:18].strip() for row in rows] == ["person's name lost", "not found"]
    assert "strava.xx" in rows[1]
    assert "3 of    3" in rows[1]


@pytest.mark.parametrize(("name", "status"), [("Morning Run", 0), ("Made up", 1)])
def test_a_missed_goal_ends_with_status_1(
    name: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "names.jsonl"
    file.write_text(build_line(name, True), encoding="utf-8")
    assert main([str(file)]) == status
    assert "generated names found, of named programs" in capsys.readouterr().out

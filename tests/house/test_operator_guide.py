"""The operator's guide names commands, settings, messages and places that exist."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.commands import test_operator_drills
from tests.house.deployment_files import ROOT, setting_names
from tests.house.operator_guide import TEXT, is_own, parse_command, read_blocks, read_drills, read_inline_code
from tests.house.test_app_platform import ANNOUNCED
from tests.site.hosted_install import run_python

BLOCKS = read_blocks()
OTHER_NAMES = {"PGOPTIONS", "WEB_CONCURRENCY", "CLUSTER"}
"""PostgreSQL reads the first, gunicorn the second; the third stands for the name of a database."""
WRONG_COMMANDS = (
    "docker compose exec nothing python -m tracekit doctor",
    "docker compose up -d --scale nothing=4",
    "docker compose logs nothing",
    "docker compose exec web python -m tracekit nothing",
    "docker compose exec web python -m tracekit doctor --nothing",
    "docker compose exec web python manage.py nothing",
    "docker compose run --rm release python manage.py release --nothing",
    "certbot renew",
)


def setting_like_names() -> set[str]:
    """Returns all names on the page that look like those of settings."""
    whole_codes = {match[1] for code in read_inline_code() if (match := re.fullmatch(r"([A-Z]{3,})(='.*')?", code))}
    return whole_codes | set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", TEXT))


def test_every_command_is_run_by_a_test_or_parsed_or_marked_as_not_tried() -> None:
    assert len(BLOCKS) > 20
    for block in BLOCKS:
        for words in block.commands if block.is_tried and not block.drill else []:
            assert words == ["git", "pull"] or is_own(words), words
    commands = [words for block in BLOCKS if block.is_tried for words in block.commands]
    commands += [code.split() for code in read_inline_code()]
    own_commands = [words for words in commands if is_own(words)]
    assert len(own_commands) > 20
    for words in own_commands:
        parse_command(words)


def test_each_drill_is_run() -> None:
    source = Path(test_operator_drills.__file__).read_text()
    assert {name for name in read_drills() if f'"{name}"' in source} == set(read_drills())
    assert len(read_drills()) > 5


@pytest.mark.parametrize("command", WRONG_COMMANDS)
def test_a_wrong_command_is_noticed(command: str) -> None:
    with pytest.raises((Exception, SystemExit)):
        parse_command(command.split())


def test_every_block_is_valid_for_a_shell() -> None:
    script = "\n".join(block.script for block in BLOCKS)
    result = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_every_setting_exists_and_those_that_a_hosted_install_demands_are_named() -> None:
    names = setting_like_names()
    assert names <= setting_names() | ANNOUNCED | OTHER_NAMES
    demanded = set(re.findall(r"^(\w+) must ", run_python("manage.py", "check", env={"HOSTED": "true"}).stderr, re.M))
    assert demanded | ANNOUNCED <= names


def test_every_message_that_the_guide_quotes_is_one_of_ours() -> None:
    messages = [code for code in read_inline_code() if re.fullmatch(r"[A-Za-z].* .*\.", code)]
    assert len(messages) > 8
    folders = ("accounts", "activities", "matching", "tracekit_site", "templates")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.*") if path.suffix in (".py", ".html")]
    source = "\n".join(path.read_text() for path in paths)
    assert [message for message in messages if message not in source] == []


def test_every_link_leads_to_a_heading() -> None:
    for document, anchor in re.findall(r"\]\(([\w-]*\.md|)#([\w-]+)\)", " ".join(TEXT.split())):
        headings = re.findall(r"^#+ (.+)$", (ROOT / "docs" / (document or "operate.md")).read_text(), re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert anchor in slugs, anchor

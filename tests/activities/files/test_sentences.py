import re
from pathlib import Path

import pytest

from activities.parsers import error_messages
from activities.parsers.result import FileNote, FileRefused

PROJECT = Path(error_messages.__file__).parents[2]
SOURCES = {path: path.read_text() for app in ("accounts", "activities") for path in (PROJECT / app).rglob("*.py")}
ELSEWHERE = "\n".join(text for path, text in SOURCES.items() if path != Path(error_messages.__file__))
VALUES = {"what": "GPX", "year": 1901, "count": 2, "mb": 32, "gb": 2, "most": 100}


@pytest.mark.parametrize("code", error_messages.REFUSALS)
def test_every_refusal_says_what_it_is_what_was_kept_and_what_to_do(code):
    sentence = error_messages.refusal(FileRefused(code, **VALUES))

    assert "{" not in sentence
    assert re.search(r"Nothing was (kept|read)", sentence)
    assert sentence.endswith(".")


@pytest.mark.parametrize("code", error_messages.NOTES)
def test_every_note_is_a_sentence(code):
    assert re.fullmatch(r"[A-Z][^{}]+\.", error_messages.note(FileNote(code, 3)))


@pytest.mark.parametrize("code", [*error_messages.REFUSALS, *error_messages.NOTES])
def test_every_sentence_is_used(code):
    assert f'"{code}"' in ELSEWHERE


def test_every_refusal_in_the_code_has_its_sentence():
    used = set(re.findall(r'Refused\("(\w+)"', ELSEWHERE))

    assert used <= set(error_messages.REFUSALS)
    assert len(used) > 20


def test_what_an_unknown_file_is_stands_in_its_sentence_when_known():
    assert "file but a PNG picture." in error_messages.refusal(FileRefused("unknown", what="a PNG picture"))
    assert "TCX file." in error_messages.refusal(FileRefused("unknown", what=""))

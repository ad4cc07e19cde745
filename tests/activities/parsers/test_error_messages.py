import re
from pathlib import Path

import pytest

from activities.parsers import error_messages
from activities.parsers.result import FileNote, FileRefused

PROJECT = Path(error_messages.__file__).parents[2]
SOURCES = {path: path.read_text() for app in ("accounts", "activities") for path in (PROJECT / app).rglob("*.py")}
OTHER_SOURCES = "\n".join(text for path, text in SOURCES.items() if path != Path(error_messages.__file__))
VALUES: dict[str, int | str] = {"what": "GPX", "year": 1901, "count": 2, "mb": 32, "gb": 2, "most": 100}


@pytest.mark.parametrize("code", error_messages.REFUSAL_MESSAGES)
def test_every_refusal_message_says_what_it_is_what_was_kept_and_what_to_do(code):
    message = error_messages.refusal_message(FileRefused(code, **VALUES))

    assert "{" not in message
    assert re.search(r"[Nn]ot(hing was|hing in it was)? (saved|read)|None of (its|these) files", message)
    assert message.endswith(".")


@pytest.mark.parametrize("code", error_messages.NOTE_MESSAGES)
def test_every_note_message_is_one_sentence(code):
    assert re.fullmatch(r"[A-Z][^{}]+\.", error_messages.note_message(FileNote(code, 3)))


@pytest.mark.parametrize("code", [*error_messages.REFUSAL_MESSAGES, *error_messages.NOTE_MESSAGES])
def test_every_message_is_used(code):
    assert f'"{code}"' in OTHER_SOURCES


def test_every_refusal_in_the_code_has_a_message():
    used = set(re.findall(r'Refused\("(\w+)"', OTHER_SOURCES))

    assert used <= set(error_messages.REFUSAL_MESSAGES)
    assert len(used) > 20


def test_the_message_of_an_unknown_file_names_its_type_when_known():
    assert "file but a PNG picture." in error_messages.refusal_message(FileRefused("unknown", what="a PNG picture"))
    assert "TCX file." in error_messages.refusal_message(FileRefused("unknown", what=""))

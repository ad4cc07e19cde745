"""Tests the list of visible texts and its reading level: `python -m bench.texts` prints both."""

import pytest

from bench.source.checkout import CheckedFile, read_checkout
from bench.source.reading_level import grade_of, sentences_of, syllables_of
from bench.texts import report_level, visible_texts

PAGE = """{% block title %}Files{% endblock %}

<p class="text-small">
  Kept: <b>{{ count }}</b>
  {% if all %}files{% else %}of them{% endif %}. {# a remark #}
</p>
<button aria-label="Delete {{ name }}" title="Delete">{% include "components/icon.html" with text="Not now" %}</button>
"""
MODULE = '''"""Answers a page."""

LABEL = "Sign in"


def message(name: str) -> str:
    """Returns a sentence."""
    log.info("A job was done")
    execute("SELECT name FROM workout")
    return f"{name} was renamed. Nothing else changed."
'''
SCRIPT = """const texts = { 0: "No connection. Nothing was sent." }; // "A remark of ours"\nfind("a b");\n"""
MAX_GRADE = 6
"""Pages are as easy to read as a book for a child of eleven years."""


def list_texts(path: str, text: str) -> list[tuple[int, str]]:
    return [(listed.line, listed.message) for listed in visible_texts([CheckedFile(path, text)])]


def test_a_template_shows_its_texts_labels_and_parameters() -> None:
    assert list_texts("templates/files/page.html", PAGE) == [
        (1, "Files"),
        (4, "Kept: … [files|of them]."),
        (7, "Delete"),
        (7, "Delete …"),
        (7, "Not now"),
    ]


def test_a_module_shows_its_messages_without_docstrings_logs_and_statements() -> None:
    assert list_texts("matching/web/page.py", MODULE) == [
        (3, "Sign in"),
        (10, "… was renamed. Nothing else changed."),
    ]
    assert list_texts("tests/test_page.py", MODULE) == []


def test_a_script_shows_its_messages() -> None:
    assert list_texts("static/js/page.js", SCRIPT) == [(1, "No connection. Nothing was sent.")]


@pytest.mark.parametrize(("word", "count"), [("made", 1), ("file", 1), ("table", 2), ("deleted", 3), ("activities", 4)])
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_longer_sentences_and_words_are_harder() -> None:
    easy, hard = sentences_of(["The cat sat there.", "Considerable organizational difficulties accumulated."])
    assert easy.grade < 2 < 12 < hard.grade
    assert easy.grade < grade_of([easy, hard]) < hard.grade
    first, hardest, *_ = report_level([easy.text, hard.text, "Sign in"])
    assert first.startswith("2 sentences")
    assert hardest.endswith(hard.text)


def test_all_texts_together_are_easy_to_read() -> None:
    texts = [text.message for text in visible_texts(read_checkout())]
    assert len(texts) > 1000
    assert grade_of(sentences_of(texts)) < MAX_GRADE

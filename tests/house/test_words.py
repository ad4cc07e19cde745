"""Tests that the checkout is worded plainly: `python -m bench.words` prints the same lines."""

from functools import cache

import pytest

from bench.source.checkout import CheckedFile, read_checkout
from bench.words import SECTIONS, findings_of, report_lengths

files = cache(read_checkout)


@pytest.mark.parametrize("number", range(1, len(SECTIONS) + 1), ids=[title for title, _ in SECTIONS])
def test_a_section_of_the_words_is_clean(number: int) -> None:
    findings = [str(finding) for finding in findings_of(number, files())]
    assert not findings, f"{len(findings)}:\n" + "\n".join(findings)


def test_lengths_and_imports_keep_their_bounds() -> None:
    lines, is_met = report_lengths(files())
    assert is_met, "\n".join(lines)


@pytest.mark.parametrize(
    ("path", "text", "number"),
    [
        ("matching/bell.py", '"""Rings."""\n', 1),
        ("matching/places.py", "def read(one):\n    return one\n", 1),
        ("matching/urls.py", 'urlpatterns = [path("account/again/", view)]\n', 1),
        ("static/css/pages.css", ".unseen { display: none }\n", 1),
        ("static/js/upload.js", "let under_way = 0;\n", 1),
        ("templates/site/page.html", "{% for one in page.lines %}{% endfor %}\n", 1),
        ("templates/site/page.html", '<p class="wall">\n', 1),
        ("templates/site/page.html", f"<p>{'a' * 160}\n", 3),
        ("tests/test_page.py", '"""Of this page."""\n', 4),
        ("tests/test_page.py", 'LIMIT = 3\n"""The most of it."""\n', 4),
    ],
)
def test_what_fails_is_reported(path: str, text: str, number: int) -> None:
    assert findings_of(number, [CheckedFile(path, text)])


def test_a_class_name_given_twice_is_reported() -> None:
    text = "class Row:\n    pass\n"
    twice = [CheckedFile("matching/rows.py", text), CheckedFile("accounts/rows.py", text)]
    assert len(findings_of(2, twice)) == 2
    assert not findings_of(2, twice[:1])


def test_a_cycle_of_imports_is_reported_wherever_it_is_written() -> None:
    earlier = CheckedFile("matching/first.py", "def read():\n    from matching import second\n")
    later = CheckedFile("matching/second.py", "if TYPE_CHECKING:\n    from matching.first import read\n")
    lines, is_met = report_lengths([earlier, later])
    assert not is_met
    assert "matching.first <-> matching.second" in "\n".join(lines)

"""Finds what a template shows or reads aloud: its text, and labels in attributes and in parameters of includes."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from bench.source.checkout import CheckedFile, Violation

SPOKEN = {"aria-label", "title", "alt", "placeholder", "label", "data-label", "data-message", "content"}
"""A person sees or hears the values of these attributes."""

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "kbd", "small", "span", "strong", "time", "bdi", "sup", "sub"}
"""These elements stand inside a sentence; every other one starts a new text."""

SILENT = {"script", "style"}
VARIABLE = "…"
"""A variable of a template, and a value in an f-string, is listed as this sign."""

HIDDEN_PARTS = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->"
    r"|\{% block \w+_(?:class|attributes) %\}.*?\{% endblock.*?%\}",
    re.DOTALL,
)
TAGS = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}|\{\{.*?\}\}", re.DOTALL)
BLOCKS = re.compile(r"^\s*\{% block \w+ %\}|\{% endblock[\w ]* %\}$", re.MULTILINE)
PARAMETER = re.compile(r'\b[a-z_]+="([^"{}]*)"')
BRANCHES = {"if": "[", "ifchanged": "[", "elif": "|", "else": "|", "endif": "]"}
"""A list shows the branches of a condition like this: "[Two activities|One activity] differ"."""


class _TextCollector(HTMLParser):
    """Collects the texts of a page with the lines where they begin."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[int, str]] = []
        self._parts: list[str] = []
        self._line = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag not in INLINE:
            self.close_text()
        is_meta_text = tag != "meta" or ("name", "description") in attrs
        for name, value in attrs:
            if name in SPOKEN and value and is_meta_text:
                self.texts.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag not in INLINE:
            self.close_text()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._parts and data.strip():
            leading = data[: len(data) - len(data.lstrip())]
            self._line = self.getpos()[0] + leading.count("\n")
        if self._parts or data.strip():
            self._parts.append(data)

    def close_text(self) -> None:
        """Ends the text that was being collected."""
        if self._parts:
            self.texts.append((self._line, "".join(self._parts)))
        self._parts = []


def texts_of_template(file: CheckedFile) -> Iterator[Violation]:
    """Yields the texts of a page or a mail in order of their lines, each on one line."""
    source = HIDDEN_PARTS.sub(lambda match: "\n" * match[0].count("\n"), file.text)
    texts = [*_parameters(source), *_page_texts(source, is_page=file.path.endswith(".html"))]
    for line, text in sorted(texts):
        cleaned = " ".join(text.split()).lstrip("]| ").rstrip("[| ")
        if re.search(r"[A-Za-z]{2}", cleaned):
            yield Violation(file.path, line, cleaned)


def _parameters(source: str) -> Iterator[tuple[int, str]]:
    """Yields the texts that an include or a macro is given: `submit_label="Sign in"`."""
    for tag in TAGS.finditer(source):
        if tag[1] in ("include", "with"):
            for value in PARAMETER.findall(tag[2]):
                if value[:1].isupper() or " " in value:
                    yield source.count("\n", 0, tag.start()) + 1, value


def _page_texts(source: str, *, is_page: bool) -> Iterator[tuple[int, str]]:
    """Yields the texts between tags and in attributes; those of a mail are its lines."""
    if is_page:
        plain = TAGS.sub(_replacement, BLOCKS.sub(lambda block: "\n" * block[0].count("\n") + "<hr>", source))
        collector = _TextCollector()
        collector.feed(plain)
        collector.close()
        collector.close_text()
        yield from collector.texts
    else:
        yield from enumerate(TAGS.sub(_replacement, source).splitlines(), 1)


def _replacement(tag: re.Match[str]) -> str:
    """Returns what stands for a tag in the list, with as many line breaks as it had."""
    sign = BRANCHES.get(tag[1], "" if tag[1] != "firstof" else VARIABLE) if tag[1] else VARIABLE
    return sign + "\n" * tag[0].count("\n")

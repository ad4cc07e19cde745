"""Compares the names of the checkout with the vocabulary."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from bench.source import names
from bench.source.checkout import PRODUCT, CheckedFile, Violation
from bench.source.names import Name, words_of
from bench.source.page_names import names_in_page, snake_case_in_script
from bench.source.python_names import names_in_python
from bench.vocabulary import ALLOWED, FORBIDDEN, ForbiddenWord

REPEATED_CLASSES = {"Meta", "State", "Command"}
"""Several classes may share one of these names: Django or its models give them, inside a class or a module each."""


def forbidden_words(files: Iterable[CheckedFile]) -> Iterator[Violation]:
    """Yields every name that holds a forbidden word, and every name of a script in snake case."""
    for file in files:
        for name in names_in_python(file) if file.is_python else names_in_page(file):
            if reasons := list(_reasons(name)):
                yield Violation(name.path, name.line, f"{name.kind} {name.text}: {'; '.join(reasons)}")
        if file.path.endswith(".js"):
            for name in snake_case_in_script(file):
                yield Violation(name.path, name.line, f"{name.kind} {name.text}: a script writes camelCase")


def _reasons(name: Name) -> Iterator[str]:
    """Yields each forbidden word of a name with what it becomes."""
    for word in _forbidden_in(name.kind, name.text):
        if not any(entry.covers(name) for entry in ALLOWED):
            yield f'"{" ".join(word.words)}" → {word.becomes}'


@cache
def _forbidden_in(kind: str, text: str) -> list[ForbiddenWord]:
    """Returns the forbidden words in a name of this kind, wherever the name is given."""
    words = words_of(text)
    singular = {word.removesuffix("s") for word in words} | set(words)
    return [word for word in FORBIDDEN if word.words[0] in singular and kind in word.kinds and word.stands_in(words)]


def repeated_classes(files: Iterable[CheckedFile]) -> Iterator[Violation]:
    """Yields every class of the product and the benches whose name another one has too."""
    classes: dict[str, list[Name]] = defaultdict(list)
    for file in files:
        if file.is_python and file.package in (*PRODUCT, "bench"):
            for node in ast.walk(file.tree):
                if isinstance(node, ast.ClassDef) and node.name not in REPEATED_CLASSES:
                    classes[node.name].append(Name(file.path, node.lineno, names.CLASS, node.name))
    for text, given in classes.items():
        for name in given if len(given) > 1 else []:
            places = ", ".join(f"{same.path}:{same.line}" for same in given if same != name)
            yield Violation(name.path, name.line, f"class {text} is defined also in {places}")


def long_template_lines(files: Iterable[CheckedFile], limit: int = 160) -> Iterator[Violation]:
    """Yields every line of a template that is longer than the limit."""
    for file in files:
        if file.is_template:
            for number, line in enumerate(file.text.splitlines(), 1):
                if len(line) > limit:
                    yield Violation(file.path, number, f"a template line of {len(line)} characters, over {limit}")

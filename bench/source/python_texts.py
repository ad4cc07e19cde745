"""Finds what Python code and scripts say to people: string literals that read as words, without the docstrings."""

import ast
import re
from collections.abc import Iterator

from bench.source.checkout import CheckedFile, Violation
from bench.source.template_texts import VARIABLE

LOGGERS = {"debug", "info", "warning", "error", "exception", "critical"}
NOT_FOR_PEOPLE = {"getattr", "compile", "RegexValidator", "execute", "RunSQL", "index", "RawSQL"}
"""A literal that is given to one of these functions is for a program."""

TABLES = (
    *("activities/parsers/day_halves.py", "activities/parsers/fit/products.py", "activities/sport_words.py"),
    *("activities/sports.py", "activities/parsers/tcx", "activities/parsers/gpx", "accounts/browser.py"),
    *(
        "matching/engine/names/",
        "providers/sandbox/history/",
        "providers/sandbox/strava/",
        "providers/sandbox/recording",
    ),
    *("providers/sandbox/database/", "providers/sandbox/writers/", "tracekit_site/settings.py"),
)
"""These modules hold what others write (devices, sports, names, tags of files), not what tracekit says."""

PLACEHOLDER = re.compile(r"\{[\w.]*\}|%\(\w+\)[sd]|%[sd]")
WORDS = re.compile(r"[A-Za-z’'-]*[a-z][A-Za-z’'-]*(?:[,:;]? (?:[A-Za-z’'…\d“\"(-]+)){1,}|[A-Z][a-z]+…?\.?$")
FOR_PROGRAMS = re.compile(
    r"\b(SELECT|UPDATE|INSERT|DELETE FROM|WHERE|CREATE|ALTER|PRAGMA|VACUUM|ANALYZE|SET LOCAL)\b"
    r"|%\(|\\[dsw]|[{}<>|]|^[\w.]+=|=[\w'\"]|^\s|max-age|no-store|'(?:self|none)'|--\w+=|application/|charset"
)
COMMENT = re.compile(r"^\s*(//|/?\*).*|\s//\s.*")
SCRIPT_TEXT = re.compile(r"""(["'`])((?:(?!\1).)*[A-Za-z] (?:(?!\1).)*)\1""")


def texts_of_python(file: CheckedFile) -> Iterator[Violation]:
    """Yields the literals of a module that a person may read, each on one line."""
    if file.path.startswith(TABLES):
        return
    skipped = set(_nodes_for_programs(file.tree))
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skipped:
            text = PLACEHOLDER.sub(VARIABLE, " ".join(literal_text(node).split()))
            if WORDS.match(text.lstrip("…“\"'(0123456789·, ")) and not FOR_PROGRAMS.search(text):
                yield Violation(file.path, node.lineno, text)


def literal_text(node: ast.expr) -> str:
    """Returns a string literal, with a sign for every value of an f-string; empty for other constants."""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal_text(part) if isinstance(part, ast.Constant) else VARIABLE for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _nodes_for_programs(tree: ast.Module) -> Iterator[int]:
    """Yields the ids of literals that no person reads: docstrings, parts of others, annotations, logs, patterns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for child in node.values for part in ast.walk(child))
        elif isinstance(node, ast.Call) and _name_of(node.func) in LOGGERS | NOT_FOR_PEOPLE:
            yield from (id(part) for argument in node.args for part in ast.walk(argument))
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield from (id(part) for part in ast.walk(node.annotation))


def _name_of(function: ast.expr) -> str:
    """Returns the last name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def texts_of_script(file: CheckedFile) -> Iterator[Violation]:
    """Yields the literals of a script that begin a sentence and hold several words."""
    for number, line in enumerate(file.text.splitlines(), 1):
        for match in SCRIPT_TEXT.finditer(COMMENT.sub("", line)):
            if match[2][:1].isupper() or match[2].startswith(("tracekit ", "${")):
                yield Violation(file.path, number, re.sub(r"\$\{[^}]*\}", VARIABLE, match[2]))

"""Finds every docstring: of modules, classes and functions, and the string below the assignment of a constant."""

import ast
import inspect
from collections.abc import Iterable, Iterator

from bench.source.checkout import CheckedFile, Violation
from bench.source.sentences import fault_of

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(file: CheckedFile) -> Iterator[tuple[int, str, str]]:
    """Yields each docstring of a Python file: its line, what it documents, and its text without the indentation."""
    for node in ast.walk(file.tree):
        if isinstance(node, DOCUMENTED):
            if node.body and (text := _text_of(node.body[0])) is not None:
                yield node.body[0].lineno, getattr(node, "name", "module"), text
            for before, after in zip(node.body, node.body[1:], strict=False):
                if isinstance(before, ast.Assign | ast.AnnAssign) and (text := _text_of(after)) is not None:
                    target = before.targets[0] if isinstance(before, ast.Assign) else before.target
                    yield after.lineno, ast.unparse(target), text


def _text_of(node: ast.stmt) -> str | None:
    """Returns the text of a statement that is nothing but a string."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return inspect.cleandoc(node.value.value)
    return None


def incomplete_docstrings(files: Iterable[CheckedFile]) -> Iterator[Violation]:
    """Yields every docstring whose first sentence is none, with what it lacks."""
    for file in files:
        if file.is_python:
            for line, name, text in docstrings(file):
                if fault := fault_of(text):
                    yield Violation(file.path, line, f"{name}: {fault}: {text.splitlines()[0] if text else ''}")

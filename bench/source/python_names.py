"""Collects the names that Python files give: modules, classes, functions, parameters, locals, attributes, constants."""

import ast
from collections.abc import Iterator
from pathlib import PurePath

from bench.source import names
from bench.source.checkout import CheckedFile
from bench.source.names import Name

NAMING_METHODS = {"annotate", "aggregate", "alias"}
"""The keywords of these queryset methods become attributes."""


def names_in_python(file: CheckedFile) -> Iterator[Name]:
    """Yields every name that a Python file gives, with that of the module itself."""
    path = PurePath(file.path)
    yield Name(file.path, 1, names.MODULE, path.parent.name if path.stem == "__init__" else path.stem)
    for kind, text, line in _named_below(file.tree, names.CONSTANT, file.package == "tests"):
        yield Name(file.path, line, kind, text)
    if path.name.endswith("urls.py"):
        yield from _addresses(file)


def _named_below(node: ast.AST, kind: str, in_tests: bool) -> Iterator[tuple[str, str, int]]:
    """Yields the names given below a node; `kind` is what an assigned name is there."""
    for child in ast.iter_child_nodes(node):
        yield from _named_by(child, kind, in_tests)
        yield from _named_below(child, _kind_inside(child, kind), in_tests)


def _kind_inside(node: ast.AST, kind: str) -> str:
    """Returns what a name is that is assigned directly inside this node."""
    if isinstance(node, ast.ClassDef):
        return names.ATTRIBUTE
    inside_function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.comprehension)
    return names.LOCAL if isinstance(node, inside_function) else kind


def _named_by(node: ast.AST, kind: str, in_tests: bool) -> Iterator[tuple[str, str, int]]:
    """Yields the names that this node itself gives."""
    match node:
        case ast.ClassDef(name=name):
            yield names.CLASS, name, node.lineno
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            is_test = in_tests and name.startswith("test_")
            yield names.TEST if is_test else names.FUNCTION, name, node.lineno
        case ast.arg(arg=name):
            yield names.PARAMETER, name, node.lineno
        case ast.Name(id=name, ctx=ast.Store()):
            yield kind, name, node.lineno
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
            yield names.ATTRIBUTE, name, node.lineno
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield names.LOCAL, name, node.lineno
        case ast.alias(asname=str(name)):
            yield names.LOCAL, name, node.lineno
        case ast.Call(func=ast.Attribute(attr=method)) if method in NAMING_METHODS:
            yield from ((names.ATTRIBUTE, word.arg, node.lineno) for word in node.keywords if word.arg)


def _addresses(file: CheckedFile) -> Iterator[Name]:
    """Yields the routes of a `urls.py` and the names under which they are reversed."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"path", "re_path"}:
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "name")]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield Name(file.path, value.lineno, names.ADDRESS, value.value)

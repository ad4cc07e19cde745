"""Measures the product: lines of files and functions, cycles of imports, and the longest chain of them from a page."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from bench.source.checkout import PRODUCT, CheckedFile, Violation
from bench.source.imports import cycles, import_graph, longest_chain

MAX_FUNCTION_LINES = 40
"""No function is longer."""


@dataclass(frozen=True)
class Measure:
    """Represents one number about the product and the bound that it may not exceed."""

    name: str
    value: float
    bound: float
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Returns whether the number keeps to its bound."""
        return self.value <= self.bound

    def __str__(self) -> str:
        verdict = "" if self.is_met else "  OVER"
        return f"{self.name}: {self.value:g} (at most {self.bound:g}){verdict}{self.detail and f'  {self.detail}'}"


def measures(files: Sequence[CheckedFile], measured: Iterable[CheckedFile]) -> list[Measure]:
    """Returns every number with its bound: lengths of the `measured` files, imports of all files."""
    product = [file for file in measured if file.is_python and file.package in PRODUCT]
    lines = [len(file.text.splitlines()) for file in product]
    functions = [length for file in product for _, length in function_lengths(file)]
    graph = import_graph(files)
    circles = cycles(graph)
    chain = longest_chain(graph, (module for module in graph if module.endswith("urls")))
    return [
        Measure("lines of a file, median", _percentile(lines, 0.5), 60),
        Measure("lines of a file, 95th percentile", _percentile(lines, 0.95), 160),
        Measure("lines of a function, median", _percentile(functions, 0.5), 6),
        Measure("lines of a function, 95th percentile", _percentile(functions, 0.95), 18),
        Measure("functions over 40 lines", sum(length > MAX_FUNCTION_LINES for length in functions), 0),
        Measure("cycles of imports", len(circles), 0, "; ".join(" <-> ".join(circle) for circle in circles)),
        Measure("modules in the longest chain from a urls.py", len(chain), 15, " > ".join(chain)),
    ]


def _percentile(lengths: Sequence[int], part: float) -> float:
    """Returns the length that this part of all lengths does not exceed; 0 without any."""
    if not lengths:
        return 0
    return median(lengths) if part == 0.5 else sorted(lengths)[ceil(part * len(lengths)) - 1]


def function_lengths(file: CheckedFile) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Yields every function and method of a file with its lines, from `def` to its last one."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def long_functions(files: Iterable[CheckedFile]) -> Iterator[Violation]:
    """Yields every function of the product that is too long."""
    for file in files:
        if file.is_python and file.package in PRODUCT:
            for node, length in function_lengths(file):
                if length > MAX_FUNCTION_LINES:
                    yield Violation(file.path, node.lineno, f"function {node.name} has {length} lines")

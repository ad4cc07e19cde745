"""Draws the graph of imports between the modules of the product, with those for types and those inside functions."""

import ast
from collections.abc import Iterable, Iterator

from bench.source.checkout import PRODUCT, CheckedFile

Graph = dict[str, set[str]]


def import_graph(files: Iterable[CheckedFile]) -> Graph:
    """Returns for each module of the product the modules of the product that it imports, wherever it does so."""
    modules = {file.module: file for file in files if file.is_python and file.package in PRODUCT}
    graph = {}
    for module, file in modules.items():
        graph[module] = {name for name in _imported(file, modules) if name != module}
    return graph


def _imported(file: CheckedFile, modules: dict[str, CheckedFile]) -> Iterator[str]:
    """Yields the known modules that a file imports: for `from a import b` that is `a.b` if it is a module, else `a`."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _known(name.name, modules)
        elif isinstance(node, ast.ImportFrom):
            base = _base_of(node, file)
            for name in node.names:
                yield from _known(f"{base}.{name.name}", modules) or _known(base, modules)


def _base_of(node: ast.ImportFrom, file: CheckedFile) -> str:
    """Returns the absolute name of the module from which a statement imports."""
    if not node.level:
        return node.module or ""
    parts = file.module.split(".")
    parts = parts[: len(parts) - node.level + file.path.endswith("__init__.py")]
    return ".".join([*parts, node.module] if node.module else parts)


def _known(name: str, modules: dict[str, CheckedFile]) -> list[str]:
    return [name] if name in modules else []


def cycles(graph: Graph) -> list[list[str]]:
    """Returns the sets of modules that import one another in a circle, each sorted (Tarjan's algorithm)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    components: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for imported in graph.get(module, ()):
            if imported not in order:
                visit(imported)
                lowest[module] = min(lowest[module], lowest[imported])
            elif imported in stack:
                lowest[module] = min(lowest[module], order[imported])
        if lowest[module] == order[module]:
            place = stack.index(module)
            components.append(sorted(stack[place:]))
            del stack[place:]

    for module in graph:
        if module not in order:
            visit(module)
    return sorted(component for component in components if len(component) > 1)


def longest_chain(graph: Graph, starts: Iterable[str]) -> list[str]:
    """Returns the longest way along imports from one of these modules; a cycle counts as one module."""
    leader = {module: component[0] for component in cycles(graph) for module in component}
    condensed: Graph = {}
    for module, imported in graph.items():
        own = leader.get(module, module)
        condensed.setdefault(own, set()).update(leader.get(name, name) for name in imported)
        condensed[own].discard(own)
    known: dict[str, list[str]] = {}

    def chain_from(module: str) -> list[str]:
        if module not in known:
            longest = max((chain_from(name) for name in sorted(condensed[module])), key=len, default=[])
            known[module] = [module, *longest]
        return known[module]

    return max((chain_from(leader.get(start, start)) for start in sorted(starts)), key=len, default=[])

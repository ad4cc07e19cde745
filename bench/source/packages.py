"""Draws the graph of imports between packages: the apps and what lies directly in them, such as `matching.engine`."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.source.checkout import CheckedFile
from bench.source.imports import import_graph

LAYERS = ("tracekit_site", "matching", "providers", "activities", "accounts")
"""The apps stand in this order, from the top: imports run down only."""


@dataclass
class Package:
    """A package is an app itself or a folder of one: its purpose, its own modules, and the packages that it imports."""

    name: str
    purpose: str = ""
    modules: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)

    @property
    def app(self) -> str:
        """Returns the app that the package belongs to."""
        return self.name.partition(".")[0]

    @property
    def is_app(self) -> bool:
        """Returns whether this is an app itself: the modules that lie in no folder of it."""
        return "." not in self.name


def packages(files: Sequence[CheckedFile]) -> list[Package]:
    """Returns the packages of the product, layer by layer; in a layer those first that import the most of it."""
    graph = import_graph(files)
    folders = {file.module for file in files if file.path.endswith("/__init__.py")}
    known: dict[str, Package] = {}
    for file in files:
        if file.module in graph:
            package = known.setdefault(name := _package_of(file.module, folders), Package(name))
            package.imports |= {_package_of(module, folders) for module in graph[file.module]} - {name}
            if file.module == name:
                package.purpose = _first_sentence(ast.get_docstring(file.tree) or "")
            elif file.module.count(".") == name.count(".") + 1:
                package.modules.append(file.module.rpartition(".")[2])
    return sorted(known.values(), key=lambda package: _order(package, known))


def _package_of(module: str, folders: Iterable[str]) -> str:
    """Returns the package that a module is drawn in: `matching.engine` with all below it, or `matching` itself."""
    parts = module.split(".")[:2]
    name = ".".join(parts)
    return name if name in folders else parts[0]


def _first_sentence(text: str) -> str:
    """Returns the first sentence of a docstring on one line, without its full stop."""
    return " ".join(text.split("\n\n")[0].split()).split(". ")[0].removesuffix(".")


def _order(package: Package, known: dict[str, Package]) -> tuple[int, bool, int, str]:
    reached: set[str] = set()
    waiting = [package.name]
    while waiting:
        inside = {name for name in known[waiting.pop()].imports if known[name].app == package.app}
        waiting += inside - reached
        reached |= inside
    return LAYERS.index(package.app), not package.is_app, -len(reached), package.name

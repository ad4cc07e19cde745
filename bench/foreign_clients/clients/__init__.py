"""Holds a module for each foreign client, with its CLIENT; a module that lies here takes part."""

import importlib
import pkgutil

from bench.foreign_clients.foreign_client import ForeignClient


def find_clients() -> list[ForeignClient]:
    """Returns the clients of all modules in this folder, ordered by their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").CLIENT for name in names]

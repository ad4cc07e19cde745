"""Defines a foreign client, and the scenario that it runs in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from providers.sandbox.server import Sandbox

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class Scenario:
    """Holds what a client runs against: a sandbox, an athlete of its own, and the settings that its script gets."""

    sandbox: Sandbox
    athlete_code: str
    settings: Mapping[str, Any]


Check = Callable[[Scenario, Any], str]
"""A check returns what differs between the value that a client returned and the database; nothing if they agree."""


@dataclass(frozen=True)
class ForeignClient:
    """Describes a client: how to install it, the script that calls the sandbox with it, and the checks of each call.

    A call of `checks` that the script does not make does not pass.  `prepare` builds the scenario from a sandbox and a
    callback address.
    """

    name: str
    package: str
    manager: Literal["pip", "npm"]
    script: Path
    checks: Mapping[str, Check]
    prepare: Callable[[Sandbox, str], Scenario]


def difference(expected: Any, actual: Any) -> str:
    """Returns what differs between two values of JSON; nothing if they are equal."""
    if expected == actual:
        return ""
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        index = next(index for index, pair in enumerate(zip(expected, actual, strict=True)) if pair[0] != pair[1])
        return f"item {index}: {difference(expected[index], actual[index])}"
    if isinstance(expected, dict) and isinstance(actual, dict):
        names = [name for name in {**expected, **actual} if expected.get(name) != actual.get(name)]
        return "; ".join(f"{name} is {actual.get(name)!r}, not {expected.get(name)!r}" for name in names)
    return f"{str(actual)[:200]}, not {str(expected)[:200]}"

"""Describes what the supervisor keeps running, in plain values that one process can hand to the next."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """Represents a process that should run: its name, its command, and the sockets that it listens on, by number."""

    name: str
    command: Sequence[str]
    sockets: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Holds the processes of an install, the folder and the variables that all of them get, and what to print.

    The web process listens at `health_address`, a host and a port; the lines are printed once it answers there.
    """

    processes: Sequence[PlannedProcess]
    folder: str
    environment: dict[str, str]
    health_address: tuple[str, int]
    ready_lines: Sequence[str]

    def as_json(self) -> str:
        """Returns the plan as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Returns the plan that `as_json` made the text of."""
        values = json.loads(text)
        return cls(**values | {"processes": [PlannedProcess(**process) for process in values["processes"]]})

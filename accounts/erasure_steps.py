"""Registers the steps of an erasure: each app adds those that delete what it stores, and no app knows the others'."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol
from uuid import UUID

from accounts.erasure import Erasure


class Phase(IntEnum):
    """The phases of an erasure are gone through in this order; each has as many steps as apps have registered."""

    GRANTS = 10
    BILLING = 20
    LEDGER = 30
    FILES = 40
    ROWS = 50
    KEY = 60
    ACCOUNT = 70
    CACHE = 80
    RESIDUE = 90
    VERIFICATION = 100
    REVOCATION = 110
    LAST_RESIDUE = 120


class StepNotDone(Exception):
    """The step has to wait for others, and is tried again. Its text says for what, without personal data."""


class SomethingLeft(Exception):
    """The verification has found something of the account, so all steps are repeated. Its text names the place."""


class RunningErasure(Protocol):
    """Describes what a step sees of the erasure that it is part of. The owner scope of the account is open."""

    @property
    def erasure(self) -> Erasure:
        """Returns the erasure as this process knows it."""

    @property
    def account_id(self) -> UUID:
        """Returns the id of the account, whose row may be gone."""

    def part(self) -> AbstractContextManager[Counter[str]]:
        """Commits a part of the step together with what it counts. Raises LeaseLost when another process goes on."""


StepFunction = Callable[[RunningErasure], None]
"""A step deletes something, and may be repeated after it was killed anywhere.

It raises StepNotDone or any other error to be tried again.
"""


@dataclass(frozen=True, slots=True)
class ErasureStep:
    """An erasure step has a name that is stored, and a label that says on pages what it does, alone or with others."""

    name: str
    phase: Phase
    label: str
    run: StepFunction


ERASURE_STEPS: dict[str, ErasureStep] = {}


def erasure_step(name: str, phase: Phase, label: str) -> Callable[[StepFunction], StepFunction]:
    """Registers a step. Raises ValueError for a name in use."""

    def register(run: StepFunction) -> StepFunction:
        if name in ERASURE_STEPS:
            raise ValueError(f"There is an erasure step named {name!r} already.")
        ERASURE_STEPS[name] = ErasureStep(name, phase, label, run)
        return run

    return register


def steps_in_order() -> list[ErasureStep]:
    """Returns all steps, phase by phase."""
    return sorted(ERASURE_STEPS.values(), key=lambda step: (step.phase, step.name))

"""Defines what a published promise is."""

from dataclasses import dataclass
from enum import Enum


class Mode(Enum):
    """Names the way of running tracekit that a promise is for."""

    BOTH = "both"
    HOSTED = "hosted"
    SELF_HOSTED = "self-hosted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise is one published duty, in plain sentences, with the code that enforces it and the tests that hold it.

    Numbers are for life; up to 23 they are those of the policy of February 2026. `text` names values of the install in
    braces (`PolicyValues`) and code in backticks. A link is a label with an https:// address or the name of a page.
    """

    number: int
    title: str
    text: str
    mode: Mode = Mode.BOTH
    links: tuple[tuple[str, str], ...] = ()
    enforced_by: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section holds the promises about one subject; `key` names it in addresses and in the template."""

    key: str
    title: str
    promises: tuple[Promise, ...]

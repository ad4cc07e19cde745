"""What a number asks for, the same in every run: whose job, of which kind, how many steps of which length."""

from dataclasses import dataclass
from uuid import UUID

ACCOUNTS = 50
PROVIDERS = ("strava", "garmin", "ridewithgps", "")


@dataclass(frozen=True, slots=True)
class JobProfile:
    """A kind of job: so many steps, each an effect of its own, of so many seconds, and how many a slice does."""

    kind: str
    lane: str
    steps: int
    seconds: tuple[float, ...]
    at_once: int = 1

    def seconds_of(self, number: int) -> float:
        """How long each step of that job takes."""
        return self.seconds[number // 10 % len(self.seconds)]


CLICK = JobProfile("bench.click", "CLICK", steps=1, seconds=(0.0,))
HINT = JobProfile("bench.hint", "WEBHOOK", steps=2, seconds=(0.01,))
LIST = JobProfile("bench.list", "DAILY", steps=1, seconds=(0.1, 0.2, 0.3, 0.4, 0.5))
PAGES = JobProfile("bench.pages", "BACKFILL", steps=6, seconds=(0.02,), at_once=2)
PROFILES = (CLICK, HINT, LIST, PAGES)

NOTHING, STAMP = "bench.nothing", "bench.stamp"
"""Kinds that are asked for by name: no work, and when it began."""

_MIX = (CLICK, PAGES, CLICK, HINT, LIST, CLICK, PAGES, HINT, CLICK, LIST)


def profile_of(number: int) -> JobProfile:
    """Of ten jobs four are clicks, and two of each other kind."""
    return _MIX[number % len(_MIX)]


def account_id(number: int, accounts: int = ACCOUNTS) -> UUID:
    """Whose job it is."""
    return UUID(int=number * 7 % accounts + 1)


def provider_of(number: int) -> str:
    """The provider it asks."""
    return PROVIDERS[number * 3 % len(PROVIDERS)]

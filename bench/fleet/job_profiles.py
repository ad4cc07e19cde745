"""Derives from a number what job it requests, the same in every run: whose, of which kind, with how many effects."""

from dataclasses import dataclass
from uuid import UUID

ACCOUNTS = 50
PROVIDERS = ("strava", "garmin", "ridewithgps", "")


@dataclass(frozen=True, slots=True)
class JobProfile:
    """A profile tells how many effects a kind of job has, how many seconds each takes, and how many a step makes."""

    kind: str
    lane: str
    effects: int
    seconds: tuple[float, ...]
    effects_per_step: int = 1

    def seconds_of(self, number: int) -> float:
        """Returns how long each effect of that job takes."""
        return self.seconds[number // 10 % len(self.seconds)]


CLICK = JobProfile("bench.click", "CLICK", effects=1, seconds=(0.0,))
HINT = JobProfile("bench.hint", "WEBHOOK", effects=2, seconds=(0.01,))
LIST = JobProfile("bench.list", "DAILY", effects=1, seconds=(0.1, 0.2, 0.3, 0.4, 0.5))
PAGES = JobProfile("bench.pages", "BACKFILL", effects=6, seconds=(0.02,), effects_per_step=2)
PROFILES = (CLICK, HINT, LIST, PAGES)

NOTHING, TIMESTAMP = "bench.nothing", "bench.timestamp"
"""These kinds are requested by name: one does nothing, the other records when it started."""

_MIX = (CLICK, PAGES, CLICK, HINT, LIST, CLICK, PAGES, HINT, CLICK, LIST)


def profile_of(number: int) -> JobProfile:
    """Returns the profile of a job: of ten jobs four are clicks, and two are of each other kind."""
    return _MIX[number % len(_MIX)]


def account_id(number: int, accounts: int = ACCOUNTS) -> UUID:
    """Returns the id of the account that owns the job."""
    return UUID(int=number * 7 % accounts + 1)


def provider_of(number: int) -> str:
    """Returns the provider that the job calls."""
    return PROVIDERS[number * 3 % len(PROVIDERS)]

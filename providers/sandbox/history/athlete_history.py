"""Defines what the history of a made-up athlete consists of."""

from dataclasses import dataclass, field

from providers.sandbox.fixture_activity import FixtureActivity


@dataclass(frozen=True, slots=True)
class FixtureGear:
    """Represents a bike (kind `b`) or a pair of shoes (`g`); activities name it by its `key` until it has an id."""

    key: str
    kind: str
    brand: str
    model: str
    nickname: str = ""
    is_retired: bool = False
    is_primary: bool = False
    distance_m: float = 0.0

    @property
    def name(self) -> str:
        """Returns brand, model and nickname in one string, as Strava builds it."""
        return " ".join(filter(None, (self.brand, self.model, self.nickname)))


@dataclass(frozen=True, slots=True)
class FixtureFile:
    """Represents a recording that the athlete has as a file of a kind, with a note of what is odd about it.

    `index` is the position of its activity on the platform; it is None when the activity is not there.
    """

    kind: str
    fixture: FixtureActivity
    note: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class AthleteHistory:
    """Holds what an athlete did: the activities on the platform, oldest first, and the files that the athlete has."""

    gear: tuple[FixtureGear, ...] = ()
    activities: tuple[FixtureActivity, ...] = ()
    files: tuple[FixtureFile, ...] = ()


@dataclass(slots=True)
class DraftActivity:
    """Holds one activity while a history is generated: what was recorded, what was uploaded, and which files exist."""

    kind: str
    recorded: FixtureActivity
    uploaded: list[FixtureActivity] = field(default_factory=list)
    files: list[FixtureFile] = field(default_factory=list)

"""The parts of a made-up history."""

from dataclasses import dataclass, field

from providers.sandbox.outing import Outing


@dataclass(frozen=True, slots=True)
class Gear:
    """A bike (kind `b`) or a pair of shoes (`g`); outings name it by its `key` until it has an id."""

    key: str
    kind: str
    brand: str
    model: str
    nickname: str = ""
    retired: bool = False
    is_primary: bool = False
    distance_m: float = 0.0

    @property
    def name(self) -> str:
        """Brand, model and nickname in one, as Strava builds it."""
        return " ".join(filter(None, (self.brand, self.model, self.nickname)))


@dataclass(frozen=True, slots=True)
class Keep:
    """A recording that is kept as a file of that kind; `index` is its outing's place on the platform, None: not there.

    `note` says what is odd about it.
    """

    kind: str
    outing: Outing
    note: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What an athlete did: what lies on the platform, oldest first, and what was kept as files."""

    gear: tuple[Gear, ...] = ()
    outings: tuple[Outing, ...] = ()
    kept: tuple[Keep, ...] = ()


@dataclass(slots=True)
class Day:
    """One outing while a history is being made: what the device wrote, what the platform has of it, what was kept."""

    kind: str
    recorded: Outing
    shown: list[Outing] = field(default_factory=list)
    kept: list[Keep] = field(default_factory=list)

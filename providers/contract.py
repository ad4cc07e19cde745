"""What a provider is and can do. Services and pages ask for what is declared here, never for a provider's name."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from activities.record import ActivityRecord


@dataclass(frozen=True, slots=True)
class Registration:
    """This install as a platform knows it: where it is asked, and by which client.

    `site_url` is where a browser goes, `oauth_url` where we exchange and end grants, `api_url` where we ask.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    oauth_url: str
    site_url: str
    is_made_up: bool = False
    """Whether the platform is the sandbox: nothing in it is anybody's."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a platform gave us for one athlete. Their text shows nothing of them."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """What an athlete agreed to: the keys, whose they are there, and what they open."""

    keys: Tokens
    athlete_id: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class GearName:
    """A bike or a pair of shoes as the platform calls it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest first: what could be read of it, and how many activities it named in all.

    `listed` is 0 at the end of the list and nowhere else.
    """

    records: tuple[ActivityRecord, ...]
    listed: int


class Provider:
    """Where activities lie. What is not declared otherwise, it cannot do."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_sink: ClassVar[bool] = False
    """Never the authority for another provider."""
    derived_use: ClassVar[bool] = True
    """Whether what is only known from it may enter sums, feeds and figures."""
    retention: ClassVar[timedelta | None] = None
    """How long anything is kept without being confirmed by a fresh fetch; None: as long as the athlete likes."""
    lists: ClassVar[bool] = False
    writes: ClassVar[frozenset[str]] = frozenset()
    """The fields of `ActivityRecord` that can be changed there."""
    downloads: ClassVar[bool] = False
    """Whether the original file can be had from it."""


class Platform(Provider, ABC):
    """A provider reached over the network, with an athlete's grant. Every method may raise a `ProviderError`.

    None of them touches a database or a setting, and no answer of the platform leaves it but as the types above.
    """

    lists = True
    rules: ClassVar[tuple[str, ...]]
    """What the platform demands of us, as sentences for the athlete before connecting."""
    scopes: ClassVar[Mapping[str, str]]
    """What is asked for, each with what it lets us do; an athlete may grant fewer."""
    reads_with: ClassVar[frozenset[str]]
    """Of which scopes one at least is needed to read activities."""
    writes_with: ClassVar[Mapping[str, str]] = {}
    """The scope that changing a field takes."""
    link_words: ClassVar[str]
    """How a link to the platform has to be worded."""
    own_registration: ClassVar[str]
    """Where an operator registers an install of their own."""
    own_settings: ClassVar[tuple[str, ...]]
    """The settings that take what comes of that."""

    @abstractmethod
    def address(self, registration: Registration, provider_id: str) -> str:
        """Where the athlete sees that activity."""

    @abstractmethod
    def upload_address(self, registration: Registration) -> str:
        """Where the athlete can give it a file."""

    @abstractmethod
    def apps_address(self, registration: Registration) -> str:
        """Where the athlete sees, and can end, what they granted."""

    @abstractmethod
    def consent_address(self, registration: Registration, callback: str, state: str) -> str:
        """Where the athlete is asked."""

    @abstractmethod
    def grant(self, registration: Registration, code: str, scopes: frozenset[str]) -> Grant:
        """What the code of a consent is good for; `scopes` came with it. Raises Refused for a dead code."""

    @abstractmethod
    def refresh(self, registration: Registration, keys: Tokens) -> Tokens:
        """Keys that open for longer; the old ones may be dead from now on. Raises ReconnectNeeded."""

    @abstractmethod
    def revoke(self, registration: Registration, keys: Tokens) -> None:
        """Ends the grant; of one that has ended already, too."""

    @abstractmethod
    def gear(self, registration: Registration, keys: Tokens) -> tuple[GearName, ...]:
        """The gear in use: one call."""

    @abstractmethod
    def gear_of(self, registration: Registration, keys: Tokens, gear_id: str) -> GearName:
        """One piece of gear, retired or not: one call."""

    @abstractmethod
    def page(
        self, registration: Registration, keys: Tokens, span: tuple[datetime | None, datetime], number: int
    ) -> Page:
        """A page of the activities that began within the span, newest first, counted from 1: one call.

        A record carries the gear's id and no label: the caller knows those.
        """

    @abstractmethod
    def activity(self, registration: Registration, keys: Tokens, provider_id: str) -> ActivityRecord:
        """One activity as it is there now: one call. Raises Refused for one that is not there, or not theirs."""


class Writer(ABC):
    """Changes at a platform. `providers.services.push` is who may hold one."""

    @abstractmethod
    def write(self, registration: Registration, keys: Tokens, provider_id: str, field: str, value: Any) -> None:
        """Sets a field of an activity: one call, after which it may or may not have happened when it raises."""

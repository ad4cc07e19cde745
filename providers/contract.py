"""Defines what a provider is and can do. Services and pages ask for what is declared here, never for a name."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from activities.record import ActivityRecord
from providers.credentials import Grant, Registration, Tokens


@dataclass(frozen=True, slots=True)
class GearName:
    """Holds the id and the name that a platform gives a bike or a pair of shoes."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page is one part of a list of activities, newest first.

    `records` are those that could be read, `listed_count` counts all that were named: 0 at the end of the list and
    nowhere else.
    """

    records: tuple[ActivityRecord, ...]
    listed_count: int


class Provider:
    """A provider is a source of activities. It cannot do what it does not declare."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_sink: ClassVar[bool] = False
    """Says whether the provider is never the authority for another."""
    derived_use: ClassVar[bool] = True
    """Says whether workouts that are known from it alone may enter sums, feeds and figures."""
    retention: ClassVar[timedelta | None] = None
    """Limits how long anything is kept that no fetch confirms; None keeps it as long as the athlete likes."""
    can_list: ClassVar[bool] = False
    """Says whether the provider's activities can be listed by date."""
    can_download: ClassVar[bool] = False
    """Says whether the provider gives out original files."""
    writable_fields: ClassVar[frozenset[str]] = frozenset()
    """Names the fields of `ActivityRecord` that can be changed at the provider."""


class Platform(Provider, ABC):
    """A platform is a provider that is called over the network with an athlete's grant.

    Every method that takes tokens or a code makes one call and may raise a `ProviderError`. No method touches a
    database or a setting, and nothing of a response leaves the platform's folder but as the types of this module
    and of `providers.credentials`.
    """

    can_list = True
    rules: ClassVar[tuple[str, ...]]
    """States what the platform demands of us, in sentences that the athlete reads before connecting."""
    requested_scopes: ClassVar[Mapping[str, str]]
    """Names the scopes that an athlete is asked for, each with what it allows us; an athlete may grant fewer."""
    read_scopes: ClassVar[frozenset[str]]
    """Names the scopes of which one at least is needed to read activities."""
    write_scopes: ClassVar[Mapping[str, str]] = {}
    """Names the scope that changing a field needs, by field."""
    link_text: ClassVar[str]
    """Gives the words that the platform prescribes for a link to an activity."""
    registration_url: ClassVar[str]
    """Says where an operator registers an application for an install."""
    setting_names: ClassVar[tuple[str, ...]]
    """Names the settings that take the client id and the secret of that application."""

    @abstractmethod
    def activity_url(self, registration: Registration, provider_id: str) -> str:
        """Returns where the athlete sees an activity."""

    @abstractmethod
    def upload_url(self, registration: Registration) -> str:
        """Returns where the athlete uploads a file."""

    @abstractmethod
    def apps_url(self, registration: Registration) -> str:
        """Returns where the athlete sees and ends what they granted."""

    @abstractmethod
    def authorization_url(self, registration: Registration, callback: str, state: str) -> str:
        """Returns where the athlete is asked for a grant; the platform then calls `callback` with the state."""

    @abstractmethod
    def exchange_code(self, registration: Registration, code: str, granted_scopes: frozenset[str]) -> Grant:
        """Returns the grant for an authorization code, which came with these scopes. Raises RequestRefused."""

    @abstractmethod
    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        """Returns tokens that last longer; the old ones may be dead afterwards. Raises ReconnectNeeded."""

    @abstractmethod
    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        """Ends a grant. A grant that has ended already is no error."""

    @abstractmethod
    def gear(self, registration: Registration, tokens: Tokens) -> tuple[GearName, ...]:
        """Returns the gear in use."""

    @abstractmethod
    def gear_name(self, registration: Registration, tokens: Tokens, gear_id: str) -> GearName:
        """Returns the name of one piece of gear, retired or not."""

    @abstractmethod
    def page(
        self, registration: Registration, tokens: Tokens, span: tuple[datetime | None, datetime], number: int
    ) -> Page:
        """Returns a page, counted from 1, of the activities that started within the span, newest first.

        A record carries the gear's id and no label, because the caller knows the labels.
        """

    @abstractmethod
    def activity(self, registration: Registration, tokens: Tokens, provider_id: str) -> ActivityRecord:
        """Returns one activity as it is now. Raises RequestRefused for one that does not exist or is not theirs."""


class Writer(ABC):
    """A writer changes activities at a platform. Only `providers.services.push` may hold one."""

    @abstractmethod
    def write(self, registration: Registration, tokens: Tokens, provider_id: str, field: str, value: Any) -> None:
        """Sets a field of an activity: one call. When it raises, the change may have happened or not."""

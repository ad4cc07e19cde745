"""Defines what a provider is and can do. Services and pages check what is declared here, never a provider's name."""

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

    `records` are those that could be read, `listed_count` counts all that were listed; it is 0 only after the end.
    """

    records: tuple[ActivityRecord, ...]
    listed_count: int


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A rate limit allows a registration so many calls in each window of time, for all its athletes together.

    Windows follow each other from midnight UTC on.
    """

    calls: int
    window: timedelta

    def window_start(self, now: datetime) -> datetime:
        """Returns the start of the window that `now`, in UTC, lies in."""
        return now - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) % self.window


class Provider:
    """A provider is a source of activities. It cannot do what it does not declare."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_sink: ClassVar[bool] = False
    """Says whether the provider is never the authority for a write to another one."""
    derived_use: ClassVar[bool] = True
    """Says whether workouts that are known from it alone may enter sums, feeds and figures."""
    retention: ClassVar[timedelta | None] = None
    """Limits how long data is kept without a fetch that confirms it; None means no limit."""
    can_list: ClassVar[bool] = False
    """Says whether the provider's activities can be listed by date."""
    can_list_by_date: ClassVar[bool] = True
    """Says whether a list can be restricted to a span of time, as long as there is a list at all."""
    can_download: ClassVar[bool] = False
    """Says whether the provider gives out original files."""
    writable_fields: ClassVar[frozenset[str]] = frozenset()
    """Names the fields of `ActivityRecord` that can be changed at the provider."""


class Platform(Provider, ABC):
    """A platform is a provider that is called over the network with an athlete's grant.

    Every method that takes tokens or a code makes one call and may raise a `ProviderError`. No method touches a
    database or a setting, and responses leave the platform's folder only as types of this module and of
    `providers.credentials`.
    """

    can_list = True
    rules: ClassVar[tuple[str, ...]]
    """States what the platform demands of us, in sentences that the athlete reads before connecting."""
    requested_scopes: ClassVar[Mapping[str, str]]
    """Names the requested scopes, each with what it allows us; an athlete may grant fewer."""
    read_scopes: ClassVar[frozenset[str]]
    """Names the scopes of which at least one is needed to read activities."""
    write_scopes: ClassVar[Mapping[str, str]] = {}
    """Maps each field that can be changed to the scope that it needs."""
    rate_limit: ClassVar[RateLimit | None] = None
    """States the rate limit, which accounts share; None when each athlete has limits of their own."""
    link_text: ClassVar[str]
    """Holds the link text that the platform prescribes for an activity."""
    registration_url: ClassVar[str]
    """Holds the address where an operator registers an application for an install."""
    setting_names: ClassVar[tuple[str, ...]]
    """Names the settings that take the client id and the secret of that application."""

    @abstractmethod
    def activity_url(self, registration: Registration, provider_id: str) -> str:
        """Returns the address of an activity's page."""

    @abstractmethod
    def upload_url(self, registration: Registration) -> str:
        """Returns the address of the upload page."""

    @abstractmethod
    def apps_url(self, registration: Registration) -> str:
        """Returns the address where the athlete sees and revokes grants."""

    @abstractmethod
    def authorization_url(self, registration: Registration, callback: str, state: str) -> str:
        """Returns the address of the consent page; the platform then redirects to `callback` with the state."""

    @abstractmethod
    def exchange_code(self, registration: Registration, code: str, granted_scopes: frozenset[str]) -> Grant:
        """Returns the grant for an authorization code, which came with these scopes. Raises RequestRefused."""

    @abstractmethod
    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        """Returns refreshed tokens; the old ones may be invalid afterwards. Raises ReconnectNeeded."""

    @abstractmethod
    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        """Revokes a grant; one that was revoked before is no error."""

    @abstractmethod
    def gear(self, registration: Registration, tokens: Tokens) -> tuple[GearName, ...]:
        """Returns the gear in use."""

    @abstractmethod
    def gear_name(self, registration: Registration, tokens: Tokens, gear_id: str) -> GearName:
        """Returns the name of one piece of gear, retired or not."""

    @abstractmethod
    def page(
        self, registration: Registration, tokens: Tokens, span: tuple[datetime | None, datetime | None], number: int
    ) -> Page:
        """Returns a page, counted from 1, of the activities that started within the span; None is no limit.

        Its order may be either way, but the same for all pages. Activities that lie in the future are listed, too: the
        clock of a device can run years ahead.

        A record carries the gear's id and no label, because the caller knows the labels.
        """

    @abstractmethod
    def activity(self, registration: Registration, tokens: Tokens, provider_id: str) -> ActivityRecord:
        """Returns one activity as it is now. Raises RequestRefused for an unknown one or another athlete's."""


class Writer(ABC):
    """A writer changes activities at a platform. Only `providers.services.push` may hold one."""

    @abstractmethod
    def write(self, registration: Registration, tokens: Tokens, provider_id: str, field: str, value: Any) -> None:
        """Sets a field of an activity: one call. When it raises, the change may still have happened."""

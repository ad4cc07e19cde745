"""Defines what a provider is and can do. Services and pages check what is declared here, never a provider's name."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from activities.record import ActivityRecord
from providers.credentials import AuthorizationResponse, Grant, Registration, Tokens
from providers.rate_limits import RateLimit
from providers.skipped_item import SkippedItem


@dataclass(frozen=True, slots=True)
class GearName:
    """Holds the id and the name that a platform gives a bike or a pair of shoes."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page is one part of a list of activities, newest first.

    `records` are those that could be read, `skipped` the others, and `listed_count` counts both. `next_cursor` asks for
    the page that follows, None after the last one. `total_count` is how many activities the whole list has, where it
    says so. Without `has_gear` the list says nothing of gear, so that what is known of it stays.
    """

    records: tuple[ActivityRecord, ...]
    listed_count: int
    next_cursor: str | None
    total_count: int | None = None
    has_gear: bool = True
    skipped: tuple[SkippedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityChanges:
    """Activity changes are what a change feed tells since an instant: ids, and the instant that follows."""

    changed_ids: frozenset[str]
    deleted_ids: frozenset[str]
    until: datetime


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A downloaded file is the file of one activity, with a name to store it by. Its `repr` shows no content."""

    name: str
    content: bytes = field(repr=False)


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
    """Says whether the provider's activities can be listed."""
    can_list_by_date: ClassVar[bool] = False
    """Says whether they can be listed by when they started; without it, the list begins with what changed last."""
    has_change_feed: ClassVar[bool] = False
    """Says whether the provider tells what has changed since an instant, deletions included."""
    can_count: ClassVar[bool] = False
    """Says whether the provider has a call that tells how many activities an athlete has."""
    can_download: ClassVar[bool] = False
    """Says whether the provider gives out original files."""
    writable_fields: ClassVar[frozenset[str]] = frozenset()
    """Names the fields of `ActivityRecord` that athletes may have changed at the provider with a click."""


class Platform(Provider, ABC):
    """A platform is a provider that is called over the network with an athlete's grant.

    Every method that takes a grant, tokens or an answer makes one call and may raise a `ProviderError`; only `download`
    may make two. No method touches a database or a setting, and responses leave the platform's folder only as types of
    this module and of `providers.credentials`.
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
    rate_limits: ClassVar[tuple[RateLimit, ...]] = ()
    """States the rate limits of a new registration, which accounts share; responses tell those that are in force.

    It is empty when the platform publishes none.
    """
    always_returns_state: ClassVar[bool] = True
    """Says whether the platform promises to send the state back with the athlete, as RFC 6749 demands."""
    link_text: ClassVar[str]
    """Holds the link text that the platform prescribes for an activity."""
    registration_url: ClassVar[str]
    """Holds the address where an operator registers an application for an install."""
    setting_names: ClassVar[tuple[str, ...]]
    """Names the settings that take the client id and the secret of that application."""
    sandbox_site_path: ClassVar[str] = ""
    """Holds the path below which the sandbox serves this platform's pages and its OAuth calls."""
    sandbox_api_path: ClassVar[str] = ""
    """Holds the path below which the sandbox serves this platform's other calls."""
    sends_events: ClassVar[bool] = False
    """Says whether the platform tells of changes by itself: the module `webhook` in its folder then holds `WEBHOOK`."""

    @abstractmethod
    def activity_url(self, registration: Registration, provider_id: str) -> str:
        """Returns the address of an activity's page."""

    @abstractmethod
    def upload_url(self, registration: Registration) -> str:
        """Returns the address of the upload page."""

    @abstractmethod
    def apps_url(self, registration: Registration) -> str:
        """Returns the address where the athlete sees and revokes grants."""

    def fields_writable_with(self, registration: Registration) -> frozenset[str]:
        """Returns those of the writable fields that can be changed with this registration."""
        return self.writable_fields

    def can_list_gear(self, registration: Registration) -> bool:
        """Returns whether the athlete's gear can be listed with this registration."""
        return True

    @abstractmethod
    def authorization_url(self, registration: Registration, callback: str, state: str, verifier: str) -> str:
        """Returns the address of the consent page; the platform then redirects to `callback` with the state.

        A platform that uses PKCE is sent the challenge of the verifier.
        """

    @abstractmethod
    def exchange_code(self, registration: Registration, answer: AuthorizationResponse) -> Grant:
        """Returns the grant for what the athlete brought back. Raises RequestRefused."""

    @abstractmethod
    def refresh(self, registration: Registration, tokens: Tokens) -> Tokens:
        """Returns refreshed tokens; the old ones may be invalid afterwards. Raises ReconnectNeeded.

        It is only called with tokens that hold a refresh token.
        """

    @abstractmethod
    def revoke(self, registration: Registration, tokens: Tokens) -> None:
        """Revokes a grant; one that was revoked before is no error."""

    @abstractmethod
    def gear(self, registration: Registration, grant: Grant) -> tuple[GearName, ...]:
        """Returns the gear in use. It is only called where `can_list_gear`."""

    @abstractmethod
    def gear_name(self, registration: Registration, grant: Grant, gear_id: str) -> GearName:
        """Returns the name of one piece of gear, retired or not. Raises RequestRefused for an unknown one."""

    def count_activities(self, registration: Registration, grant: Grant) -> int:
        """Returns about how many activities the athlete has. Where `can_count` is False, it is never called."""
        raise NotImplementedError

    @abstractmethod
    def page(
        self, registration: Registration, grant: Grant, span: tuple[datetime | None, datetime | None], cursor: str
    ) -> Page:
        """Returns a page of the activities that started within the span; None is no limit, "" the first page.

        At a platform that cannot list by date, the span is of the last change. The order may be either way, but the
        same for all pages. Activities that lie in the future are listed, too: the clock of a device can run years
        ahead. A record may carry the gear's id without its label, because the caller knows the labels.
        """

    def changes(self, registration: Registration, grant: Grant, since: datetime) -> ActivityChanges:
        """Returns what has changed since an instant. Where `has_change_feed` is False, it is never called."""
        raise NotImplementedError

    @abstractmethod
    def activity(self, registration: Registration, grant: Grant, provider_id: str) -> ActivityRecord:
        """Returns one activity as it is now. Raises RequestRefused for an unknown one or another athlete's."""

    def download(self, registration: Registration, grant: Grant, provider_id: str) -> DownloadedFile:
        """Returns the original file of an activity. Where `can_download` is False, it is never called.

        It makes one call, or two where the platform refuses the first one and gives files out at another address, too.
        Raises RequestRefused, with the code "too_large" for a file that is larger than any that can be uploaded.
        """
        raise NotImplementedError


class Writer(ABC):
    """A writer changes activities at a platform. Only `providers.services.push` may hold one.

    The module `writer` in the folder of a platform with `writable_fields` holds one as `WRITER`.
    """

    fields: ClassVar[frozenset[str]]
    """Names the fields and flags of `ActivityRecord` that it can set; athletes may click some of them."""

    @abstractmethod
    def write(self, registration: Registration, grant: Grant, provider_id: str, field: str, value: Any) -> None:
        """Sets a field of an activity, None for no value: one call. When it raises, it may still have happened.

        Raises RequestRefused for a field or a value that the platform cannot take, without a call.
        """

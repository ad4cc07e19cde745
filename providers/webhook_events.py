"""Defines what a platform tells by itself, and what reads it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from providers.credentials import Registration


class PushKind(StrEnum):
    """Names what a platform tells by its webhook: an activity is new or has changed, is deleted, or a grant ended."""

    CHANGED = "changed"
    DELETED = "deleted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PushEvent:
    """A push event is one message of a platform's webhook. It is a hint: nothing in it is believed without a call.

    `subscription_id` names the subscription that it belongs to, where the platform has some.
    """

    athlete_id: str
    kind: PushKind
    activity_id: str = ""
    subscription_id: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription is what a platform was told about where to send its events."""

    id: str
    callback_url: str


class MalformedEvents(ValueError):
    """The body of a request to a webhook is not what the platform sends."""


class WrongSignature(Exception):
    """The signature of a request to a webhook is missing, or is not the platform's."""


class Webhook(ABC):
    """A webhook reads what a platform sends by itself. It knows no model and no setting.

    Headers are looked up in any case.
    """

    can_subscribe: ClassVar[bool] = False
    """Says whether the platform has calls to subscribe; else the operator enters our address on a page of it."""
    setup_url: ClassVar[str] = ""
    """Holds the address of that page."""

    def handshake(self, query: Mapping[str, str], verify_token: str) -> Mapping[str, str] | None:
        """Returns what answers a platform that asks whether the address is ours; None refuses."""
        return None

    @abstractmethod
    def events(self, registration: Registration, headers: Mapping[str, str], body: bytes) -> tuple[PushEvent, ...]:
        """Returns the events of a request. Raises WrongSignature, and MalformedEvents."""

    def subscriptions(self, registration: Registration) -> tuple[Subscription, ...]:
        """Returns the subscriptions of the registration: one call. Where `can_subscribe` is False, it is never called.

        It may raise a `ProviderError`, as the two methods that follow.
        """
        raise NotImplementedError

    def subscribe(self, registration: Registration, callback_url: str, verify_token: str) -> Subscription:
        """Subscribes, during which the platform asks our address for a handshake: one call."""
        raise NotImplementedError

    def unsubscribe(self, registration: Registration, subscription_id: str) -> None:
        """Ends a subscription: one call. Raises RequestRefused for an unknown one."""
        raise NotImplementedError

"""Registers the kinds of notifications; rows carry only their names, and each kind words its own."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotificationText:
    """Holds what pages and mails say: a title, a message, and a link with its label. `url` is a path of the site.

    It goes out by mail, so it holds no data of an activity.
    """

    title: str
    message: str
    link_label: str
    url: str


DescribeNotification = Callable[[str], NotificationText]
"""This function returns the text about a provider, which is empty where the kind is about none."""


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """A notification kind is a reason to notify: its name, its icon, and the function that words it."""

    name: str
    icon: str
    describe: DescribeNotification


NOTIFICATION_KINDS: dict[str, NotificationKind] = {}


@dataclass(frozen=True, slots=True)
class DescribedNotification:
    """A described notification is what a page shows of a stored one; the form that marks it as read posts `ids`."""

    ids: tuple[int, ...]
    icon: str
    text: NotificationText


def describe_notification(id: int, kind: str, provider: str) -> DescribedNotification:
    """Returns a notification in words. Raises KeyError for a kind that no app has registered."""
    registered = NOTIFICATION_KINDS[kind]
    return DescribedNotification((id,), registered.icon, registered.describe(provider))


def notification_kind(name: str, *, icon: str) -> Callable[[DescribeNotification], DescribeNotification]:
    """Registers the function that words notifications of this kind. Raises ValueError for a name in use."""

    def register(describe: DescribeNotification) -> DescribeNotification:
        if name in NOTIFICATION_KINDS:
            raise ValueError(f"There is a notification kind named {name!r} already.")
        NOTIFICATION_KINDS[name] = NotificationKind(name, icon, describe)
        return describe

    return register

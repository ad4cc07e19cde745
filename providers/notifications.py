"""Describes the notifications about connections."""

from django.urls import reverse

from accounts.notification_kinds import NotificationText, notification_kind
from providers.registry import PLATFORMS

RECONNECT = "connection.reconnect"
SYNC_FAILED = "connection.failed"
IMPORTED = "connection.imported"
ACCESS_ENDED = "connection.ended"
DELETIONS = "connection.deletions"


@notification_kind(RECONNECT, icon="warn")
def describe_reconnect(provider: str) -> NotificationText:
    """Returns the text for a grant that the platform no longer accepts."""
    label = _label(provider)
    return NotificationText(
        title=f"{label} needs reconnecting",
        message=f"{label} no longer gives tracekit access. Reconnect to continue where it stopped.",
        link_label=f"Reconnect {label}",
        url=reverse("connect", args=[provider]),
    )


@notification_kind(SYNC_FAILED, icon="warn")
def describe_failed_sync(provider: str) -> NotificationText:
    """Returns the text for a pull that stopped before its end."""
    label = _label(provider)
    return NotificationText(
        title=f"The sync with {label} failed",
        message="New activities are not imported for now. Your activities stay here. The Sync page says why.",
        link_label="See what to do",
        url=reverse("sync"),
    )


@notification_kind(IMPORTED, icon="check")
def describe_first_import(provider: str) -> NotificationText:
    """Returns the text for the end of the first pull of everything."""
    label = _label(provider)
    return NotificationText(
        title=f"Your {label} history is imported",
        message=f"All your activities from {label} are here and matched with your files.",
        link_label="Open the calendar",
        url=reverse("home"),
    )


@notification_kind(ACCESS_ENDED, icon="warn")
def describe_ended_access(provider: str) -> NotificationText:
    """Returns the text for a grant that the athlete has ended at the platform."""
    label = _label(provider)
    return NotificationText(
        title=f"{label} was disconnected",
        message=f"You ended tracekit’s access on {label}, so your {label} data is deleted here, too.",
        link_label="Open Connections",
        url=reverse("connections"),
    )


@notification_kind(DELETIONS, icon="warn")
def describe_deletions(provider: str) -> NotificationText:
    """Returns the text for so many deletions at the platform that the athlete is asked first."""
    label = _label(provider)
    return NotificationText(
        title=f"Many activities are gone on {label}",
        message="They are still here. Say whether they should be deleted here, too, or kept.",
        link_label="Decide",
        url=reverse("sync"),
    )


def _label(provider: str) -> str:
    return PLATFORMS[provider].label if provider in PLATFORMS else provider

"""Labels proposed changes on the review page: their fields, their buttons, and the barriers that stand in their way."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from activities.provider_labels import ProviderLabel
from matching.barriers import Barrier
from matching.web.pages.links import Link

FIELD_LABELS = {"name": "Name"}
"""Each field that can be written has a label."""

FIELD_ACTIONS = {"name": "Rename"}
"""The button for writing a field has this label."""

BARRIER_MESSAGES: Mapping[Barrier, str] = {
    Barrier.NOT_CONNECTED: "{label} is not connected.",
    Barrier.UNREGISTERED: "This install is no longer set up for {label}.",
    Barrier.UNAVAILABLE: "{label} has turned off access for this install. The operator can see this.",
    Barrier.RECONNECT: "{label} needs reconnecting.",
    Barrier.NOT_SUPPORTED: "This install can’t {action} on {label}: it makes only the calls that {label} documents.",
    Barrier.NOT_GRANTED: "tracekit can read {label} but not {action} there. Reconnect to allow it.",
}
NEEDS_ATHLETE = frozenset({Barrier.NOT_CONNECTED, Barrier.RECONNECT, Barrier.NOT_GRANTED})
"""An athlete can end these by connecting the platform anew."""


@dataclass(frozen=True, slots=True)
class BarrierMessage:
    """Says why a proposal has no button; `link` leads to what the athlete can do, None where that is nothing."""

    text: str
    link: Link | None


def barrier_message(barrier: Barrier, label: ProviderLabel, field: str) -> BarrierMessage:
    """Returns the message of a barrier to changing a field at a platform."""
    text = BARRIER_MESSAGES[barrier].format(label=label.name, action=FIELD_ACTIONS[field].lower())
    return BarrierMessage(text, reconnect_link(label) if barrier in NEEDS_ATHLETE else None)


def reconnect_link(label: ProviderLabel) -> Link:
    """Returns the link to where a platform is connected anew."""
    return Link(reverse("connect", args=[label.provider]), f"Reconnect {label.name}")

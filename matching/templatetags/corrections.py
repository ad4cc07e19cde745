"""Registers the template filter that finds out what a message lets the athlete take back."""

from typing import NamedTuple

from django import template

register = template.Library()


class TakingBack(NamedTuple):
    """Names what can be taken back: its kind, and its id."""

    kind: str
    id: str


@register.filter
def taking_back(tags: str) -> TakingBack | None:
    """Returns what a message with these tags, `undo name 0b1e…`, lets the athlete take back; None for another one."""
    match (tags or "").split():
        case ["undo", kind, id]:
            return TakingBack(kind, id)
    return None

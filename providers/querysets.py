"""Queries connections and what belongs to them, without those that the athlete has ended."""

from typing import Any

from accounts.owned import OwnedManager, OwnedQuerySet
from activities.being_deleted import hidden_providers

CLOSED = "closed"
"""This is the state of a connection that the athlete has ended, and whose data is being deleted."""


class ConnectionManager(OwnedManager):
    """Manages the current owner's connections; one that the athlete has ended is none any more."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().exclude(state=CLOSED)

    def closed(self) -> OwnedQuerySet[Any]:
        """Returns the connections whose data is being deleted."""
        return super().get_queryset().filter(state=CLOSED)


class ConnectionBoundManager(OwnedManager):
    """Manages rows that belong to a connection of the current owner, without those that are being deleted with it."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        hidden = hidden_providers()
        rows = super().get_queryset()
        return rows.exclude(connection__provider__in=hidden) if hidden else rows

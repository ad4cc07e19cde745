"""The background work of accounts, registered by importing it."""

from accounts.services.expire import delete_expired

__all__ = ["delete_expired"]

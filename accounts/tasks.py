"""The background work of accounts, registered by importing it."""

from accounts.services.expire import delete_expired
from accounts.services.notice import send_notice

__all__ = ["delete_expired", "send_notice"]

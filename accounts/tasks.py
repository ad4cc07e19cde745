"""Registers the background work of the accounts by importing it."""

from accounts.services.expire import delete_expired
from accounts.services.notice import send_notice

__all__ = ["delete_expired", "send_notice"]

"""Registers the background work of the accounts by importing it."""

from accounts.data_version import merge_data_versions
from accounts.services.expire import delete_expired
from accounts.services.notice import send_notice

__all__ = ["delete_expired", "merge_data_versions", "send_notice"]

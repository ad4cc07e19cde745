"""Registers the background work of activities by importing it."""

from activities.services.delete_orphans import delete_orphans
from activities.services.read_files import read_files
from activities.services.recompute_local_dates import recompute_local_dates

__all__ = ["read_files", "recompute_local_dates", "delete_orphans"]

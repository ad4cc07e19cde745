"""The background work of activities, registered by importing it."""

from activities.services.orphans import remove_orphans
from activities.services.read_files import read_files
from activities.services.redate import redate

__all__ = ["read_files", "redate", "remove_orphans"]

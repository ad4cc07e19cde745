"""The background work of matching, registered by importing it."""

from matching.services.retention import schedule_trims, trim
from matching.services.run_write_back import run_write_back

__all__ = ["schedule_trims", "trim", "run_write_back"]

"""Registers the background work of matching when it is imported."""

from matching.services.retention import schedule_trims, trim
from matching.services.run_write_back import run_write_back

__all__ = ["schedule_trims", "trim", "run_write_back"]

"""Registers the background work of matching when it is imported."""

from matching.services.match_pending import match_pending
from matching.services.recompute_differences import recompute_differences
from matching.services.retention import schedule_trims, trim
from matching.services.run_write_back import run_write_back

__all__ = ["match_pending", "recompute_differences", "schedule_trims", "trim", "run_write_back"]

"""The background work of matching, registered by importing it."""

from matching.services.retention import ask_for_trims, trim
from matching.services.run_write_back import run_write_back

__all__ = ["ask_for_trims", "trim", "run_write_back"]

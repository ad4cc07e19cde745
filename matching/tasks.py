"""The background work of matching, registered by importing it."""

from matching.services.trim import ask_for_trims, trim
from matching.services.write_back import write_back

__all__ = ["ask_for_trims", "trim", "write_back"]

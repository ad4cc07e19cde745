"""The background work of providers, registered by importing it."""

from providers.services.due import ask_for_pulls, begin_what_is_due
from providers.services.pull import pull

__all__ = ["ask_for_pulls", "begin_what_is_due", "pull"]

"""The background work of providers, registered by importing it."""

from providers.services.pull import pull
from providers.services.schedule_pulls import schedule_pulls, start_due_pulls

__all__ = ["schedule_pulls", "start_due_pulls", "pull"]

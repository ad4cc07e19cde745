"""Histories that are made up, the same for the same seed and end."""

from providers.sandbox.history.kinds import ride_now
from providers.sandbox.history.life import Gear, History, Keep
from providers.sandbox.history.made import HISTORIES, made_up

__all__ = ["made_up", "ride_now", "HISTORIES", "Gear", "History", "Keep"]

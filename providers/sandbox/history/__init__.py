"""Generates histories of made-up athletes; the same seed and end give the same history."""

from providers.sandbox.history.activity_kinds import generate_recent_ride
from providers.sandbox.history.athlete_history import AthleteHistory, FixtureFile, FixtureGear
from providers.sandbox.history.generate import HISTORIES, generate_history

__all__ = ["generate_history", "generate_recent_ride", "HISTORIES", "FixtureGear", "AthleteHistory", "FixtureFile"]

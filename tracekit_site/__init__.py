"""Combines the apps into one site: settings, addresses, commands, health, and everything about the whole install."""

VERSION = "0.1.0"
"""This is the release, as `CHANGELOG.md` names it."""

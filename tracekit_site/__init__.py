"""Combines the apps into one site: settings, addresses, commands, health, and everything about the whole install."""

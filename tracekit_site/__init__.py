"""Puts the apps together into one site: settings, addresses, commands, health, and what concerns the whole install."""

"""Holds the commands that print one-time links."""

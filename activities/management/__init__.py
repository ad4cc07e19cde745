"""Holds the commands that inspect files and list activities."""

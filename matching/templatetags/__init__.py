"""Holds the template filters of matching."""

"""Defines the error for settings with which no process can start."""

from django.core.exceptions import ImproperlyConfigured


class WrongSettings(ImproperlyConfigured):
    """Says which settings are wrong: a sentence for each, one a line, with what to do and without values."""

"""Builds the display name of a file, which is neither a path nor its stored name."""

import re

from activities.record import clean_text

MAX_DISPLAY_LENGTH = 100
UNNAMED = "unnamed"


def display_name(name: str) -> str:
    """Returns the last part of a path, without control or direction marks, at most 100 characters."""
    return (clean_text(re.split(r"[/\\]", name)[-1]) or UNNAMED)[:MAX_DISPLAY_LENGTH]

"""The name a file is shown under: never a path, never the name its bytes are stored under."""

import re

from activities.record import clean

NAME_MAX = 100
UNNAMED = "unnamed"


def display_name(name: str) -> str:
    """The last part of a path, without control or direction marks, at most 100 characters."""
    return (clean(re.split(r"[/\\]", name)[-1]) or UNNAMED)[:NAME_MAX]

"""Makes the name under which a file is shown: never a path, never the name that its bytes are stored under."""

import re

from activities.record import clean_text

MAX_DISPLAY_LENGTH = 100
UNNAMED = "unnamed"


def display_name(name: str) -> str:
    """Returns the last part of a path, without control or direction marks, at most 100 characters."""
    return (clean_text(re.split(r"[/\\]", name)[-1]) or UNNAMED)[:MAX_DISPLAY_LENGTH]

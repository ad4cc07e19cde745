"""The name a file is shown under: never a path, never the name its bytes are stored under."""

import re
import unicodedata

from activities.record import clean

NAME_MAX = 100
UNNAMED = "unnamed"


def shown_name(name: str) -> str:
    """The last part of a path, without control or direction marks, at most 100 characters."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(c for c in last if unicodedata.category(c) != "Cf")
    return (clean(plain) or UNNAMED)[:NAME_MAX]

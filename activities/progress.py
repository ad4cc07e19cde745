"""How far a command is, on one line that overwrites itself."""

import sys


def show_progress(text: str) -> None:
    """Shows the text on standard error, on a terminal only; an empty text takes the line away."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

"""Shows the progress of a command, on one line that overwrites itself."""

import sys


def show_progress(text: str) -> None:
    """Writes the text to standard error, on a terminal only; an empty text clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

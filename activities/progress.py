"""Shows the progress of a command, on one line that overwrites itself."""

import sys

BAR_WIDTH = 20


def show_progress(text: str) -> None:
    """Writes the text to standard error, on a terminal only; an empty text clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def progress_bar(done: int, total: int) -> str:
    """Returns a bar of so many parts of a total, such as `[#####...............] 25 %`, which never exceeds it."""
    share = min(done / total, 1.0) if total > 0 else 1.0
    filled = int(share * BAR_WIDTH)
    return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {int(share * 100)} %"

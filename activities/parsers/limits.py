"""Bounds what tracekit accepts: sizes in bytes, and how much one file or archive may hold."""

from activities.parsers.result import FileRefused

MB = 1 << 20

MAX_FILE_SIZE = 64 * MB
"""One activity file may be this large, as it is uploaded and unpacked."""
MAX_FIT_SIZE = 32 * MB
MAX_ARCHIVE_SIZE = 256 * MB
MAX_UNPACKED_ARCHIVE_SIZE = 2048 * MB
MAX_UPLOAD_SIZE = MAX_ARCHIVE_SIZE + MB
"""One upload request may be this large: an archive, and what the form adds to it."""

MAX_ENTRIES = 2000
"""An archive may hold this many files that could be activities."""
MAX_ARCHIVE_ENTRIES = 100_000
"""An archive may hold this many files and folders of all kinds."""
MAX_DIRECTORY_SIZE = 16 * MB
"""The list of an archive's files may be this large."""
MAX_ACTIVITIES = 100
MAX_TRACKS = 1000
MAX_POINTS = 2_000_000


def upload_limit(compression: str | None) -> int:
    """Returns how large an uploaded file may be; `compression` is what `sniff.detect_compression` says of it."""
    return MAX_ARCHIVE_SIZE if compression == "zip" else MAX_FILE_SIZE


def check_file_size(size: int, limit: int = MAX_FILE_SIZE) -> None:
    """Raises FileRefused when a file of that size is too large."""
    if size > limit:
        raise FileRefused("too_big", mb=limit // MB)

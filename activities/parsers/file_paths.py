"""Finds and opens files of this machine, by paths as a person names them."""

import os
import stat
from collections.abc import Iterator
from io import BufferedReader

from activities.parsers.result import FileRefused


def list_files(path: str) -> Iterator[str]:
    """Yields the path itself, or every file below a folder in the order of names.

    A folder that is not entered, because it is a link or not permitted, is yielded itself: `open_file` refuses it.
    """
    if not os.path.isdir(path):
        yield path
        return
    unreadable: list[str] = []
    for folder, subfolders, names in os.walk(path, onerror=lambda error: unreadable.append(error.filename)):
        subfolders.sort()
        links = [name for name in subfolders if os.path.islink(os.path.join(folder, name))]
        yield from (os.path.join(folder, name) for name in sorted(names + links))
    yield from unreadable


def open_file(path: str) -> BufferedReader:
    """Returns a regular file, open for reading. Raises FileRefused, also for a pipe or device, which may never end."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return open(path, "rb")
    except FileNotFoundError:
        raise FileRefused("missing") from None
    except (OSError, ValueError):
        raise FileRefused("unreadable") from None
    raise FileRefused("folder" if stat.S_ISDIR(mode) else "unreadable")

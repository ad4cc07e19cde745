"""Files of this machine, by paths as a person names them."""

import os
import stat
from collections.abc import Iterator
from io import BufferedReader

from activities.parsers.result import FileRefused


def list_files(path: str) -> Iterator[str]:
    """The path itself, or every file below a folder in the order of names.

    A folder that is not entered, because it is a link or not permitted, is given itself: `opened` says so.
    """
    if not os.path.isdir(path):
        yield path
        return
    closed: list[str] = []
    for folder, below, names in os.walk(path, onerror=lambda problem: closed.append(problem.filename)):
        below.sort()
        links = [name for name in below if os.path.islink(os.path.join(folder, name))]
        yield from (os.path.join(folder, name) for name in sorted(names + links))
    yield from closed


def open_file(path: str) -> BufferedReader:
    """A regular file, open for reading. Raises Refused, as for a pipe or a device, which may never end."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return open(path, "rb")
    except FileNotFoundError:
        raise FileRefused("missing") from None
    except (OSError, ValueError):
        raise FileRefused("unreadable") from None
    raise FileRefused("folder" if stat.S_ISDIR(mode) else "unreadable")

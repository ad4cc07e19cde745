"""Lists and opens the files of the activities folder, which the athlete keeps: nothing in it is ever written.

Links are not followed, so nothing outside of the folder is listed or opened.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

SUFFIXES = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz", ".zip")
"""Files with other names, and all whose names begin with a dot, are left alone."""

MAX_PATH_BYTES = 1000
"""A path that is longer, or is no text, cannot be stored; its file is unreadable."""

OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No link is followed, and a pipe that has taken the place of a file makes nobody wait."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A listed file has a path in the folder, a size in bytes, and the time of its last change in nanoseconds."""

    path: str
    size: int
    modified_ns: int


@dataclass(slots=True)
class FolderListing:
    """A listing holds the files of the folder, and the paths of files and folders that cannot be read.

    `""` is the path of the folder itself.
    """

    files: list[ListedFile] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def is_hidden(self, path: str) -> bool:
        """Returns whether the listing cannot tell if a path exists, because it or a folder above it is unreadable."""
        return path in self.unreadable or any(f"{path}/".startswith(f"{folder}/") for folder in self.unreadable)


class FileChanged(FileNotFoundError):
    """The file at a path is another one than the folder held when it was listed, or is still being written."""


def activities_folder() -> Path:
    """Returns the folder that ACTIVITIES_DIR names. Raises FileNotFoundError when it names none."""
    if settings.ACTIVITIES_DIR is None:
        raise FileNotFoundError("ACTIVITIES_DIR")
    return Path(settings.ACTIVITIES_DIR)


def list_folder(root: Path) -> FolderListing:
    """Lists the folder at any depth; a hundred thousand files take about a second."""
    listing, folders = FolderListing(), [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                folders += [path for entry in entries if (path := _list_entry(folder, entry, listing))]
        except OSError:
            listing.unreadable.add(folder)
    return listing


def open_listed_file(listed: ListedFile) -> BinaryIO:
    """Returns a listed file, open for reading. Raises FileChanged, FileNotFoundError, and PermissionError."""
    content = _open_file(activities_folder(), listed.path)
    if not is_unchanged(content, listed):
        content.close()
        raise FileChanged(listed.path)
    return content


def is_unchanged(content: BinaryIO, listed: ListedFile) -> bool:
    """Returns whether the open file is a regular one of the size and time that were listed."""
    status = os.fstat(content.fileno())
    return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (listed.size, listed.modified_ns)


def _list_entry(folder: str, entry: "os.DirEntry[str]", listing: FolderListing) -> str | None:
    """Adds an entry of a folder to the listing when it is a file to read; returns its path when it is a folder."""
    path = f"{folder}/{entry.name}" if folder else entry.name
    if entry.name.startswith("."):
        return None
    if entry.is_dir(follow_symlinks=False):
        return path
    if entry.name.lower().endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
        if _is_storable(path) and os.access(entry.path, os.R_OK):
            status = entry.stat(follow_symlinks=False)
            listing.files.append(ListedFile(path, status.st_size, status.st_mtime_ns))
        else:
            listing.unreadable.add(path)
    return None


def _is_storable(path: str) -> bool:
    try:
        return len(path.encode()) <= MAX_PATH_BYTES
    except UnicodeEncodeError:
        return False


def _open_file(root: Path, path: str) -> BinaryIO:
    """Opens a file by its path, one folder after the other, so that no link on the way is followed."""
    *folders, name = path.split("/")
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inner = os.open(folder, OPEN_FLAGS | os.O_DIRECTORY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        return os.fdopen(os.open(name, OPEN_FLAGS, dir_fd=descriptor), "rb")
    except PermissionError:
        raise
    except OSError as error:  # a link, a folder in place of a file, or nothing at all
        raise FileNotFoundError(path) from error
    finally:
        os.close(descriptor)

"""Opens the bytes of a source file: in the file storage, or where they lie in the activities folder."""

from typing import BinaryIO, cast

from activities.models import FolderFile, SourceFile
from activities.storage.activities_folder import open_listed_file


def open_source_file(file: SourceFile) -> BinaryIO:
    """Returns the open file. Raises FileNotFoundError when its bytes are gone or changed, and StorageUnavailable."""
    if file.content:
        return cast(BinaryIO, file.content.open("rb"))
    for path in file.folder_files.filter(state=FolderFile.State.KNOWN).order_by("path"):
        try:
            return open_listed_file(path.listed)
        except OSError:
            continue
    raise FileNotFoundError(file.pk)

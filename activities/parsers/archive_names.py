"""Decides by their names which files of an archive cannot be activities: pictures, films, tables, documents.

A name never decides what a file is; it only spares reading what nobody takes for an activity.
"""

SYSTEM_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Operating systems create these files in folders; they are not meant to be uploaded."""
MEDIA_FOLDER = "media"
"""Exports keep pictures and films in this folder."""
ACTIVITY_EXTENSIONS = frozenset({"fit", "gpx", "tcx"})
PICTURE_EXTENSIONS = frozenset(
    {"jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "avif", "svg", "raw", "dng", "psd"}
    | {"aae", "thm", "xmp"}  # beside the pictures of phones and cameras
)
MEDIA_EXTENSIONS = frozenset(
    {"mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "3gp", "mp3", "m4a", "aac", "wav", "ogg", "flac"}
    | {"amr", "lrv", "opus", "srt"}
)
DOCUMENT_EXTENSIONS = frozenset(
    {"csv", "tsv", "xls", "xlsx", "ods", "json", "js", "css", "htm", "html", "pdf", "doc", "docx", "odt", "rtf", "md"}
    | {"ics", "log"}
)
OTHER_EXTENSIONS = PICTURE_EXTENSIONS | MEDIA_EXTENSIONS | DOCUMENT_EXTENSIONS
"""Files with these extensions cannot be activities."""


def is_system_file(name: str) -> bool:
    """Returns whether an entry is a folder, or a file that an operating system created by itself."""
    path = _split(name)
    return name.endswith("/") or "__MACOSX" in path or path[-1] in SYSTEM_FILES or path[-1].startswith("._")


def can_be_activity(name: str) -> bool:
    """Returns whether an entry may be an activity: false for system files, and what its name says to be another."""
    if is_system_file(name):
        return False
    *folders, file_name = _split(name.casefold())
    _, dot, extension = file_name.removesuffix(".gz").rpartition(".")
    extension = extension if dot else ""
    if extension in ACTIVITY_EXTENSIONS:
        return True
    return extension not in OTHER_EXTENSIONS and MEDIA_FOLDER not in folders


def _split(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")

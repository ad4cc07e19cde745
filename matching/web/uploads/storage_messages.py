"""Explains what is wrong with the file storage, by the code of `StorageUnavailable`."""

CAUSES = {
    "store_down": "The file storage isn’t responding.",
    "store_full": "There is no space left for files.",
}
NOTHING_KEPT = "None of these files were saved."
FILE_KEPT = "The file is safe, and nothing was changed. Try again in a minute."
ADVICE = {
    "store_down": "Upload them again.",
    "store_full": "Upload them again once the operator has made space.",
}
WAITING_FOR = {
    "store_down": "the file storage didn’t respond",
    "store_full": "there was no space left for files",
}
"""These texts end the sentence that says why a file still waits."""

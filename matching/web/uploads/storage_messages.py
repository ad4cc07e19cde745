"""Explains what is wrong with the file storage, by the code of `StorageUnavailable`."""

CAUSES = {
    "store_down": "The store of files does not answer.",
    "store_full": "There is no room left for files.",
}
NOTHING_KEPT = "Nothing of this parcel was kept."
FILE_KEPT = "The file is kept, and nothing was changed. Try again in a minute."
ADVICE = {
    "store_down": "Send it again.",
    "store_full": "Send it again once whoever runs this tracekit has made room.",
}
WAITING_FOR = {
    "store_down": "the store of files did not answer",
    "store_full": "there was no room left for files",
}
"""These texts end the sentence that says why a file still waits."""

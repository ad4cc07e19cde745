"""What is said while the store of files does not answer, or has no room, by the code of `StoreDown`."""

WHY = {
    "store_down": "The store of files does not answer.",
    "store_full": "There is no room left for files.",
}
NOTHING_KEPT = "Nothing of this parcel was kept."
FILE_KEPT = "The file is kept, and nothing was changed. Try again in a minute."
DO = {
    "store_down": "Send it again.",
    "store_full": "Send it again once whoever runs this tracekit has made room.",
}
WAITED = {
    "store_down": "the store of files did not answer",
    "store_full": "there was no room left for files",
}
"""Why a file still waits."""

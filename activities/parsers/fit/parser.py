"""A FIT file to activities: its sessions as the device summed them up, or a summary of its records."""

from itertools import islice

from activities.parsers.fit.contents import Contents, contents
from activities.parsers.fit.parts import parts
from activities.parsers.fit.reading import FitReader
from activities.parsers.parsed import ParsedFile
from activities.parsers.result import FileNote, FileRefused

MOST_PARTS = 64
KINDS = {
    1: "fit_settings",
    2: "fit_settings",
    3: "fit_settings",
    5: "fit_workout",
    6: "fit_course",
    9: "fit_weight",
    15: "fit_monitoring",
    28: "fit_monitoring",
    32: "fit_monitoring",
}
"""The refusal of each type of file that is no activity."""


def read(data: bytes) -> ParsedFile:
    """The activities of all chained parts.  Raises Refused."""
    chain = [contents(part) for part in islice(parts(data), MOST_PARTS + 1)]
    recordings = [each for each in chain[:MOST_PARTS] if each.is_activity]
    if not recordings:
        raise _no_activity(chain[0])
    reading = FitReader()
    for outing, recording in enumerate(recordings):
        reading.take(recording, outing)
    if not reading.activities:
        raise reading.refusal
    if len(chain) > MOST_PARTS or any(each.is_cut for each in chain):
        reading.notes["ends_early"] = 1
    if not all(each.part.sound for each in chain):
        reading.notes["checksum"] = 1
    return ParsedFile(reading.activities, tuple(FileNote(code, count) for code, count in reading.notes.items()))


def _no_activity(first: Contents) -> FileRefused:
    """Why: a workout message says more than the type, which old plans have wrong."""
    if first.is_workout:
        return FileRefused("fit_workout")
    if not first.file_id and first.is_cut:
        return FileRefused("damaged", what="FIT")
    return FileRefused(KINDS.get(first.file_id.get(0, -1), "fit_other"))

"""Parses a FIT file into activities: its sessions as the device summed them up, or a summary of its records."""

from itertools import islice

from activities.parsers.fit.chained_files import split_chained_files
from activities.parsers.fit.file_messages import FileMessages, read_messages
from activities.parsers.fit.profile import FileIdField, FileType
from activities.parsers.fit.reader import FitReader
from activities.parsers.parsed import ParsedFile
from activities.parsers.result import FileNote, FileRefused

MAX_CHAINED_FILES = 64
REFUSALS_BY_TYPE = {
    FileType.DEVICE: "fit_settings",
    FileType.SETTINGS: "fit_settings",
    FileType.SPORT: "fit_settings",
    FileType.WORKOUT: "fit_workout",
    FileType.COURSE: "fit_course",
    FileType.WEIGHT: "fit_weight",
    FileType.MONITORING_A: "fit_monitoring",
    FileType.MONITORING_DAILY: "fit_monitoring",
    FileType.MONITORING_B: "fit_monitoring",
}
"""A file of one of these types is not an activity and is refused with this code."""


def parse_fit(data: bytes) -> ParsedFile:
    """Returns the activities of all chained files. Raises FileRefused."""
    files = [read_messages(file) for file in islice(split_chained_files(data), MAX_CHAINED_FILES + 1)]
    recordings = [file for file in files[:MAX_CHAINED_FILES] if file.is_activity]
    if not recordings:
        raise _no_activity(files[0])
    reader = FitReader()
    for number, recording in enumerate(recordings):
        reader.add_recording(recording, number)
    if not reader.activities:
        raise _no_moment(reader.refusal, recordings)
    if len(files) > MAX_CHAINED_FILES or any(file.is_truncated for file in files):
        reader.notes["ends_early"] = 1
    if not all(messages.file.has_valid_checksum for messages in files):
        reader.notes["checksum"] = 1
    return ParsedFile(reader.activities, tuple(FileNote(code, count) for code, count in reader.notes.items()))


def _no_moment(refusal: FileRefused, recordings: list[FileMessages]) -> FileRefused:
    """Returns why recordings without an activity are refused: the time may have been in the bytes that are damaged."""
    is_damaged = refusal.code == "no_time" and any(recording.is_truncated for recording in recordings)
    return FileRefused("damaged", what="FIT") if is_damaged else refusal


def _no_activity(first: FileMessages) -> FileRefused:
    """Returns why the file is refused. A workout message outweighs the type, which is wrong in old plans."""
    if first.has_workout:
        return FileRefused("fit_workout")
    file_type = first.file_id.get(FileIdField.TYPE)
    if file_type is None and first.is_truncated:
        return FileRefused("damaged", what="FIT")
    return FileRefused(REFUSALS_BY_TYPE.get(file_type or 0, "fit_other"))

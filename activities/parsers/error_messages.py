"""Turns each refusal and note into one sentence: it says what the file is, what was kept and what to do."""

from activities.parsers.result import FileNote, FileRefused

_ACTIVITY_FOLDER = "activities are in the device's ACTIVITY folder"


def _not_activity(format_: str, content: str, advice: str = _ACTIVITY_FOLDER) -> str:
    return f"This {format_} file holds {content}, not an activity. It was not saved; {advice}."


REFUSAL_MESSAGES = {
    "empty": "This file is empty. It was not saved; copy or export it again from your device or app.",
    "zeros": "This file holds only zero bytes. It was not saved; copy or export it again from your device or app.",
    "unknown": "This is not a FIT, GPX or TCX file{what}. It was not saved; choose the activity file itself.",
    "xml_other": "This is a {what} file, which holds no timed activity. It was not saved; "
    "export the activity as FIT, GPX or TCX.",
    "doctype": "This file contains a document type declaration, which activity files never need and attackers use. "
    "It was not saved; export it again from the original program.",
    "fit_workout": "This FIT file is a workout plan, not something you did. It was not saved; "
    "upload the activity recorded while doing it.",
    "fit_course": _not_activity("FIT", "a course to follow", "upload the activity recorded on it"),
    "fit_settings": _not_activity("FIT", "device settings"),
    "fit_weight": _not_activity("FIT", "weight measurements"),
    "fit_monitoring": _not_activity("FIT", "all-day monitoring"),
    "fit_other": _not_activity("FIT", "other data"),
    "tcx_course": _not_activity("TCX", "a course to follow", "upload the activity recorded on it"),
    "tcx_empty": "This TCX file holds no activity. It was not saved; export the recorded activity instead.",
    "tcx_workout": _not_activity("TCX", "a workout plan", "upload the activity recorded while doing it"),
    "no_time": "This {what} file names an activity but not when it took place. It was not saved; "
    "set the device's clock and upload the next one.",
    "no_content": "This file holds a single point in time, so there is nothing to measure. It was not saved; "
    "upload the whole recording if there is one.",
    "bad_time": "The times in this file are impossible ({year}). It was not saved; "
    "correct the clock of the device or export it again.",
    "unreadable_time": "This {what} file has times that tracekit cannot read, and too few others to measure by. "
    "It was not saved; export it again with times like 2026-05-03T06:30:00Z.",
    "gpx_route": "This GPX file is a planned route. It was not saved; export the recorded activity instead.",
    "gpx_untimed": "This GPX track has no times, so it is a plan or its times were removed. It was not saved; "
    "export it with times.",
    "gpx_waypoints": "This GPX file holds waypoints ({count}) and no track. It was not saved; "
    "export the recorded activity instead.",
    "gpx_empty": "This GPX file holds no track. It was not saved; export the recorded activity instead.",
    "damaged": "This {what} file is damaged, and no activity can be read from it. It was not saved; export it again.",
    "too_big": "This file is larger than {mb} MB. It was not saved; split it or export only this activity.",
    "too_many": "This file holds more than {most} {what}. It was not saved; split it or export only one activity.",
    "too_much_work": "Reading this file took too much time or memory, so it was stopped. It was not saved; "
    "if it is a normal recording, report it.",
    "fault": "tracekit failed to read this file, which is a bug in tracekit. It was not saved; report it.",
    "quota": "This file, unpacked and read, is more than your account has room for. It was not saved; "
    "delete files that you no longer need, or ask the operator for more room.",
    "ratio": "This file unpacks to far more than an activity file ever does. It was not saved; upload it unpacked.",
    "gz_bad": "This gz file is damaged at its beginning. It was not saved; pack or download it again.",
    "zip_bad": "This archive, or this file in it, is damaged or packed in an unusual way. It was not saved; "
    "pack it again as a plain zip.",
    "zip_big": "This archive is larger than {mb} MB, or unpacks to more than {gb} GB. It was not saved; "
    "pack it as several smaller ones.",
    "zip_empty": "This archive holds no file. It was not saved; pack it again with your activities in it.",
    "zip_many": "This archive holds more than {most} files. It was not saved; pack it as several smaller ones.",
    "zip_many_activities": "This archive holds more than {most} files that could be activities. It was not saved; "
    "pack it as several smaller ones.",
    "zip_list": "The list of files in this archive is larger than {mb} MB. It was not saved; "
    "pack it as several smaller ones.",
    "zip_left_out": "This archive holds files that cannot be activities by their names, such as pictures or tables "
    "({count}). They were not saved; upload one by itself if it is an activity.",
    "zip_quota": "This archive holds more than your account has room for. {count} of its files were not saved; "
    "delete files that you no longer need, or ask the operator for more room, then upload it again.",
    "zip_nested": "This is an archive inside another one. It was not saved; upload the inner one by itself.",
    "zip_overlap": "This archive is built in a way that no normal archive is. It was not saved; "
    "pack the activities again.",
    "zip_password": "This file is locked with a password. It was not saved; pack it again without one.",
    "lost": "The contents of this file are no longer stored. It was not saved; upload it again.",
    "not_in_folder": "This file is no longer in your folder, or was changed there. Its activities are not saved any "
    "more, and workouts keep their other ones; put it back to have it read again.",
    "folder_zip": "This is an archive, and archives in your folder are not read, because tracekit copies nothing from "
    "there. It was not saved; unpack it in the folder, or upload it.",
    "being_deleted": "This file is being deleted, so it is not saved any more; upload it again if you want it back.",
    "missing": "There is no such file. Nothing was read; check the path.",
    "folder": "This folder is a link or cannot be opened. Nothing was read; "
    "name it by itself or check its permissions.",
    "unreadable": "This file cannot be opened. Nothing was read; check its permissions.",
}

NOTE_MESSAGES = {
    "ends_early": "The recording ends before its end mark; the values cover the part up to there.",
    "damaged_parts": "Parts of this file are damaged; the values come from the rest.",
    "checksum": "The file's checksum does not match; the values look right and were saved.",
    "from_records": "The device never wrote its summary; the values are computed from the recording.",
    "time_jumps": "The clock jumps by days within this recording; the values are those of its longest part.",
    "untimed_left_out": "Skipped: {count} of its tracks or sessions, for lack of usable timestamps.",
    "left_out": "Skipped because their names are those of pictures or tables: {count} files.",
    "duplicate": "The same activity is in this file twice; it was saved once.",
}


def refusal_message(refused: FileRefused) -> str:
    """Returns the sentence of a refusal."""
    values = dict(refused.values)
    if refused.code == "unknown":
        values["what"] = f" but {values['what']}" if values.get("what") else ""
    return REFUSAL_MESSAGES[refused.code].format(**values)


def note_message(note: FileNote) -> str:
    """Returns the sentence of a note."""
    return NOTE_MESSAGES[note.code].format(count=note.count)

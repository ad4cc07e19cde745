"""Describes what is stored of activities, their files and workouts."""

from activities.record import FLAGS
from tracekit_site.stored_data.stored_words import StoredWords

RECORD_LABELS = {
    "provider": "the service it comes from",
    "provider_id": "its ID there; for a file, a fingerprint of its contents",
    "name": "its name",
    "sport": "the sport",
    "sport_raw": "the service’s own word for the sport",
    "started_at": "when it started",
    "utc_offset_s": "the difference between local time and UTC, in seconds",
    "elapsed_s": "elapsed time, in seconds",
    "moving_s": "moving time, in seconds",
    "timer_s": "timer time, in seconds",
    "distance_m": "distance, in meters",
    "elevation_gain_m": "elevation gain, in meters",
    "gear_id": "the service’s ID of the bike or shoes",
    "gear_label": "the name of the bike or shoes",
    "device": "the recording device",
    "average_hr_bpm": "average heart rate: one number for the whole activity",
    "average_temperature_c": "average temperature in °C: one number for the whole activity",
    "parent_id": "the ID shared by the legs of a multisport event",
    "leg": "the number of the leg",
    "flags": "whether it was indoors, entered by hand, has a hidden start time, or is incomplete",
    "stated_ids": "IDs it gives for the same recording elsewhere",
}
"""Each field of `ActivityRecord` has a label here, and nothing else has."""

FLAG_LABELS = dict(
    zip(
        FLAGS,
        (
            "whether it was indoors",
            "whether it was entered by hand",
            "whether its start time is hidden",
            "whether it is incomplete",
        ),
        strict=True,
    )
)

ACTIVITY_TABLES = {
    "activities.Activity": StoredWords(
        title="Activities",
        labels={
            **{name: label for name, label in RECORD_LABELS.items() if name != "flags"},
            **FLAG_LABELS,
            "origin": "how it arrived",
            "source_file": "the file it was read from",
            "confirmed_at": "when its service or file last confirmed it",
            "local_date": "its day",
        },
        newest="started_at",
    ),
    "activities.SourceFile": StoredWords(
        title="Files",
        labels={
            "upload": "the upload it came with",
            "name": "its name",
            "size": "its size in bytes",
            "kind": "its format",
            "content": "where its contents are stored",
            "sha256": "a fingerprint of its contents",
            "state": "the result of reading it",
            "reason": "why it could not be read",
            "reason_values": "numbers that explain this",
            "notes": "what was unusual about it",
            "copy_of": "the file it is a copy of",
            "unpacked_entries": "how many entries of an archive were unpacked",
            "uploaded_at": "when it was uploaded",
        },
        source="your file",
        newest="uploaded_at",
    ),
    "activities.Upload": StoredWords(
        title="Uploads",
        labels={
            "started_at": "when it started",
            "is_import": "whether it came by command or with a demo",
            "is_from_folder": "whether its files are in your own folder",
        },
        newest="started_at",
    ),
    "activities.ActivitiesFolder": StoredWords(
        title="Your own folder of files",
        labels={
            "is_paused": "whether it is paused",
            "scanned_at": "when it was last looked at",
            "problem": "what was wrong with it then",
            "unreadable_count": "how many of its files could not be read",
        },
    ),
    "activities.FolderFile": StoredWords(
        title="Files in your own folder",
        labels={
            "path": "the path",
            "size": "its size in bytes",
            "modified_ns": "when it was changed, in nanoseconds since 1970",
            "sha256": "a fingerprint of its contents",
            "state": "whether it was seen, read or is missing",
            "source_file": "the file that tracekit knows by it",
        },
        source="your folder",
    ),
    "matching.Workout": StoredWords(
        title="Workouts",
        labels={
            "leader": "the activity whose values lead",
            "has_differences": "whether its activities differ",
            "proposal_count": "how many changes are suggested",
            "has_questions": "whether there is a possible duplicate",
            "own_name": "the name you gave it",
            "sort_name": "the name, written so that names can be sorted",
            "is_crowded": "whether too many activities were around it to compare them",
            "local_date": "its day",
            "utc_offset_s": "the difference between local time and UTC, in seconds",
            "created_at": "when tracekit found it",
        },
        by_you=("own_name",),
        source="its activities",
        newest="local_date",
    ),
    "matching.Member": StoredWords(
        title="Which activities make up a workout",
        labels={
            "workout": "the workout",
            "activity": "the activity",
            "is_counted": "whether it counts in totals",
            "ignored_fields": "the differences you ignore",
        },
        by_you=("ignored_fields",),
    ),
    "matching.Question": StoredWords(
        title="Possible duplicates",
        labels={
            "kind": "what makes them look alike",
            "first": "one activity",
            "second": "the other activity",
            "shift_s": "a suspected clock error, in seconds",
        },
    ),
    "matching.CrowdedDay": StoredWords(
        title="Days with too many activities to compare",
        labels={"day": "the day, in days since 1970"},
        source="your activities",
    ),
}
"""Describes the tables of activities, files and workouts."""

"""Describes what tracekit stores to do its work for an account."""

from tracekit_site.stored_data.stored_words import StoredWords

WORK_TABLES = {
    "accounts.Transmission": StoredWords(
        title="What left the server for you",
        labels={
            "receiver": "the service, or the mail server",
            "purpose": "what for",
            "hour": "in which hour",
            "count": "how many calls or emails",
            "last_at": "when the last one left",
        },
    ),
    "accounts.OutboxEntry": StoredWords(
        title="Emails and calls that are about to leave the server",
        labels={
            "kind": "what kind it is",
            "topic": "a keyed digest of what it replaces",
            "content": "what it says",
            "created_at": "when it was written",
            "due_at": "when it is due",
            "expires_at": "when it is deleted at the latest",
            "attempts": "how often it was tried",
            "lease_until": "until when a process has it",
        },
    ),
    "accounts.Usage": StoredWords(
        title="How much your account stores",
        labels={
            "stored_bytes": "bytes of your files",
            "files": "files",
            "rows": "activities, files and uploads",
        },
    ),
    "accounts.CpuUse": StoredWords(
        title="Processing on the last day with any",
        labels={"day": "the day", "seconds": "how many seconds your files took"},
    ),
    "accounts.DataVersion": StoredWords(
        title="How often your data has changed",
        labels={"count": "a count, so that pages know what is new"},
    ),
    "jobs.Job": StoredWords(
        title="Background work that is left to do",
        labels={
            "provider": "the service it calls",
            "kind": "what is to be done",
            "dedup_key": "the ID of what it is about",
            "lane": "how urgent it is",
            "not_before": "when it is due",
            "state": "whether it waits, runs or has stopped",
            "is_blocked": "whether it waits for other work",
            "attempts": "how often it was tried",
            "lease_until": "until when a worker has it",
            "lease_token": "a random number of that worker’s turn",
            "worker": "the worker",
        },
    ),
    "matching.PendingMatch": StoredWords(
        title="Activities that wait to be matched", labels={"activity": "the activity"}
    ),
    "tracekit_site.Export": StoredWords(
        title="Exports",
        labels={
            "state": "whether it is ready",
            "has_files": "whether it holds your files",
            "step": "how many tables are written",
            "last_file": "the file that was written last",
            "files_done": "how many files are written",
            "file_count": "how many files there are",
            "size": "its size in bytes",
            "created_at": "when you asked for it",
            "ready_at": "when it was ready",
        },
        by_you=("has_files",),
        newest="created_at",
    ),
    "tracekit_site.ExportPart": StoredWords(
        title="Parts of exports",
        labels={
            "export": "the export",
            "number": "its number",
            "content": "where its contents are stored",
            "size": "its size in bytes",
            "entries": "what the archive’s directory says of it",
        },
    ),
    "tracekit_site.AccountImport": StoredWords(
        title="Imports of exports",
        labels={
            "content": "where the archive is stored",
            "state": "how far it is",
            "step": "how many tables are read",
            "line": "how many lines of the current one are read",
            "row_count": "how many rows were read",
            "skipped_count": "how many were left out",
            "problem": "why nothing was imported",
            "started_at": "when it started",
            "ended_at": "when it ended",
        },
        newest="started_at",
    ),
    "tracekit_site.Reset": StoredWords(
        title="The last time you started over",
        labels={
            "month": "the month you chose",
            "provider": "the service you chose",
            "is_everything": "whether connections and answers were deleted, too",
            "requested_at": "when you asked for it",
            "ended_at": "when it was done",
            "activity_count": "how many activities there were",
            "unrevoked": "the services where only you can end the access",
        },
        by_you=("month", "provider", "is_everything"),
        newest="requested_at",
    ),
    "tracekit_site.Demo": StoredWords(
        title="The demo",
        labels={
            "athlete_code": "the code of its generated athlete",
            "has_files": "whether the files were imported",
            "created_at": "when it started",
        },
    ),
}
"""Describes what tracekit keeps to do its work."""

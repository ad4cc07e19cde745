"""Describes what is stored of the account itself."""

from tracekit_site.stored_data.stored_words import StoredWords

ACCOUNT_TABLES = {
    "accounts.Account": StoredWords(
        title="Your account",
        labels={
            "email": "your email address",
            "password": "a bcrypt hash of your password",
            "is_active": "whether the account is not locked",
            "is_operator": "whether you run this install",
            "time_zone": "your time zone",
            "is_time_zone_confirmed": "whether you confirmed the time zone",
            "units": "your units",
            "week_start": "the first day of your week",
            "theme": "light or dark",
            "has_shortcuts": "whether keyboard shortcuts are on",
            "has_first_steps": "whether the list of first steps is shown",
            "provider_order": "your order of services",
            "being_deleted": "what is being deleted at the moment",
            "email_notifications": "how often you want notifications by email",
            "confirm_by": "until when you have to confirm your email address",
            "approve_by": "until when the operator may approve your account",
            "demo_until": "until when a demo lasts",
            "closed_at": "since when the account is being deleted",
            "quota_stored_bytes": "a limit of your own for stored bytes",
            "quota_files": "a limit of your own for files",
            "quota_rows": "a limit of your own for activities, files and uploads",
            "quota_cpu_s": "a limit of your own for processing in a day, in seconds",
        },
        by_you=(
            "email",
            "password",
            "time_zone",
            "units",
            "week_start",
            "theme",
            "has_shortcuts",
            "email_notifications",
        ),
        newest="email",
    ),
    "accounts.Session": StoredWords(
        title="Browsers you are signed in with",
        labels={
            "session_data": "the browser’s short label, when you signed in, and the hour of your last visit",
            "expire_date": "when the session ends",
        },
        newest="expire_date",
    ),
    "accounts.OneTimeLink": StoredWords(
        title="One-time links",
        labels={
            "token_hash": "a hash of the link",
            "expires_at": "until when it works",
        },
    ),
    "accounts.AccountKey": StoredWords(
        title="The key that encrypts your access keys", labels={"wrapped": "the key itself"}
    ),
    "accounts.SecurityEvent": StoredWords(
        title="Security log",
        labels={
            "kind": "what happened, such as a sign-in",
            "hour": "in which hour",
            "count": "how often",
        },
    ),
    "accounts.Notification": StoredWords(
        title="Notifications",
        labels={
            "kind": "what it is about, never a workout",
            "provider": "the service it is about",
            "created_at": "since when it is there",
            "read_at": "when you read it",
            "mailed_at": "when it was sent by email",
        },
    ),
}
"""Describes the account, and what protects it."""

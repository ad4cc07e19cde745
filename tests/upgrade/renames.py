"""Lists what migrations have renamed since 127d88c. Everything that is not listed here must survive unchanged."""

TABLES: dict[str, str] = {
    "jobs_tick": "jobs_scheduledrun",
    "matching_trimmed": "matching_trimmedactivity",
    "providers_consent": "providers_oauthstate",
    "providers_window": "providers_ratelimitwindow",
}
"""Maps the old name of a table to its new one."""

COLUMNS: dict[tuple[str, str], str] = {
    ("accounts_account", "shortcuts"): "has_shortcuts",
    ("accounts_account", "time_zone_confirmed"): "is_time_zone_confirmed",
    ("activities_sourcefile", "twin_id"): "copy_of_id",
    ("activities_sourcefile", "unpacked"): "unpacked_entries",
    ("jobs_job", "aside"): "is_blocked",
    ("jobs_job", "window"): "dedup_key",
    ("jobs_tick", "chore"): "task",
    ("jobs_worker", "heard_at"): "last_message_at",
    ("matching_member", "counts"): "is_counted",
    ("matching_workout", "asks"): "has_questions",
    ("matching_workout", "differs"): "has_differences",
    ("matching_workout", "made_at"): "created_at",
    ("matching_writeback", "found"): "actual_before",
    ("matching_writeback", "looks"): "verify_attempts",
    ("providers_connection", "refreshing_until"): "refresh_lease_until",
    ("providers_connection", "scopes"): "granted_scopes",
    ("providers_connection", "sealed"): "encrypted_tokens",
    ("providers_connection", "trouble"): "last_error",
    ("providers_connection", "version"): "tokens_version",
    ("providers_connection", "whole_at"): "full_pull_at",
    ("providers_consent", "asked_at"): "created_at",
    ("providers_pull", "has_gear"): "has_fetched_gear",
    ("providers_pull", "left_out"): "unreadable_count",
    ("providers_pull", "listed"): "listed_count",
    ("providers_pull", "new"): "new_count",
    ("providers_pull", "page"): "next_page",
    ("providers_pull", "reached"): "oldest_listed_at",
    ("tracekit_site_demo", "began_at"): "created_at",
    ("tracekit_site_demo", "code"): "athlete_code",
    ("tracekit_site_install", "made_at"): "created_at",
    ("tracekit_site_install", "only"): "is_singleton",
    ("tracekit_site_install", "sealed"): "encrypted_id",
    ("tracekit_site_install", "signed"): "signed_id",
}
"""Maps the old names of a table and of its column to the new name of the column."""

VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("activities_sourcefile", "state"): {"twin": "copy"},
    ("django_content_type", "model"): {
        "consent": "oauthstate",
        "tick": "scheduledrun",
        "trimmed": "trimmedactivity",
        "window": "ratelimitwindow",
    },
    ("jobs_job", "kind"): {"demo.end": "demo.expire", "pull.whole": "pull.full"},
    ("jobs_tick", "chore"): {
        "ask_for_pulls": "schedule_pulls",
        "ask_for_trims": "schedule_trims",
        "end_demos": "expire_demos",
        "remove_orphans": "delete_orphans",
    },
    ("matching_writeback", "state"): {"taken": "accepted"},
    ("providers_pull", "kind"): {"whole": "full"},
}
"""Maps the old names of a table and of its column to the new stored values by the old ones."""

ADDED_COLUMNS: dict[tuple[str, str], object] = {
    ("matching_writeback", "source_provider"): "",
}
"""Maps the new name of a table and a new column to what old rows hold there, or to a function of the old row."""

ADDED_JOBS: frozenset[str] = frozenset({"differences.recompute"})
"""Names the kinds of jobs that the upgrade enqueues, once for each account."""

ADDED_TABLES: frozenset[str] = frozenset({"accounts_dataversion", "tracekit_site_proxyfault"})
"""Names the tables that are new; they are empty after the upgrade, except those that it fills."""

FILLED_TABLES: frozenset[str] = frozenset({"accounts_dataversion"})
"""Names the new tables that the upgrade fills with rows for what is there."""

ADDED_FOREIGN_KEYS: frozenset[tuple[str, str, frozenset[tuple[str, str]]]] = frozenset(
    {("accounts_dataversion", "accounts_account", frozenset({("owner_id", "id")}))}
)
"""Lists the foreign keys of the new tables: the table, the one that it refers to, and the pairs of columns."""

FRAMEWORK_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Names the tables to which Django itself adds rows during a migration; no old row may be lost there."""


def new_table(table: str) -> str:
    """Returns what a table of 127d88c is called now."""
    return TABLES.get(table, table)


def new_column(table: str, column: str) -> str:
    """Returns what a column of a table of 127d88c is called now."""
    return COLUMNS.get((table, column), column)


def new_value(table: str, column: str, value: object) -> object:
    """Returns what a value of that column of 127d88c is stored as now."""
    return VALUES.get((table, column), {}).get(value, value) if isinstance(value, str) else value


def restore_old_names(table: str, row: dict[str, object]) -> dict[str, object]:
    """Returns a row of that table of 127d88c under the names and with the values that it had then."""
    old_columns = {new: old for (of, old), new in COLUMNS.items() if of == table}
    named = {old_columns.get(column, column): value for column, value in row.items()}
    return {column: _old_value(table, column, value) for column, value in named.items()}


def _old_value(table: str, column: str, value: object) -> object:
    olds = {new: old for old, new in VALUES.get((table, column), {}).items()}
    return olds.get(value, value) if isinstance(value, str) else value

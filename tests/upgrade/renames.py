"""Lists what migrations have renamed since 127d88c. Everything that is not listed here must survive unchanged."""

from collections.abc import Callable

from django.utils.crypto import salted_hmac

from tests.upgrade.dump_secrets import KEYS
from tests.upgrade.tables import Row, Tables

TABLES: dict[str, str] = {
    "jobs_tick": "jobs_scheduledrun",
    "matching_trimmed": "matching_trimmedactivity",
    "providers_consent": "providers_oauthstate",
    "providers_window": "providers_circuitbreaker",
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
        "window": "circuitbreaker",
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


def _of_leader(column: str) -> Callable[[Row, Tables], object]:
    """Returns the function that returns a workout's new value: that of the activity that leads it."""

    def value(workout: Row, tables: Tables) -> object:
        (leader,) = (row for row in tables["activities_activity"] if row["id"] == workout["leader_id"])
        return leader[column]

    return value


ADDED_COLUMNS: dict[tuple[str, str], object] = {
    ("accounts_account", "has_first_steps"): lambda row, _: type(row["is_operator"])(False),
    ("accounts_account", "provider_order"): "",
    ("accounts_account", "approve_by"): None,
    ("accounts_account", "closed_at"): None,
    ("accounts_account", "being_deleted"): "",
    ("accounts_account", "email_notifications"): "at_once",
    ("accounts_account", "quota_cpu_s"): None,
    ("accounts_account", "quota_files"): None,
    ("accounts_account", "quota_rows"): None,
    ("accounts_account", "quota_stored_bytes"): None,
    ("activities_activity", "stated_ids"): "",
    ("activities_upload", "is_import"): lambda _, tables: type(tables["accounts_account"][0]["is_operator"])(False),
    ("activities_upload", "is_from_folder"): lambda _, tables: type(tables["accounts_account"][0]["is_operator"])(0),
    ("matching_member", "ignored_fields"): "",
    ("matching_workout", "is_crowded"): lambda row, _: type(row["asks"])(False),
    ("matching_workout", "local_date"): _of_leader("local_date"),
    ("matching_workout", "own_name"): "",
    ("matching_workout", "proposal_count"): 0,
    ("matching_workout", "sort_name"): "",
    ("matching_workout", "utc_offset_s"): _of_leader("utc_offset_s"),
    ("matching_writeback", "is_imported"): lambda _, tables: type(tables["accounts_account"][0]["is_operator"])(False),
    ("matching_writeback", "source_provider"): "",
    ("providers_connection", "changes_until"): None,
    ("providers_connection", "last_used_at"): None,
    ("providers_connection", "last_used_by"): "",
    ("providers_connection", "pushed_fetch_at"): None,
    ("providers_connection", "revocation_checked_at"): None,
    ("providers_connection", "sandbox_code"): "",
    ("providers_connection", "window_calls"): 0,
    ("providers_connection", "window_start"): None,
    ("providers_pull", "changed_ids"): None,
    ("providers_pull", "changes_until"): None,
    ("providers_pull", "cursor"): lambda row, _: (
        str(row["page"]) if row["ended_at"] is None and row["page"] > 1 else ""
    ),
    ("providers_pull", "expected_count"): None,
    ("providers_pull", "page_s"): None,
    ("providers_pull", "paged_at"): None,
    ("providers_circuitbreaker", "cause"): "",
    ("providers_circuitbreaker", "failed_at"): None,
    ("providers_circuitbreaker", "failing_key"): "",
    ("providers_circuitbreaker", "opened_at"): None,
    ("providers_circuitbreaker", "probe_at"): None,
    ("providers_oauthstate", "answered_at"): None,
    ("providers_oauthstate", "browser_hash"): "",
    ("providers_oauthstate", "ended_at"): None,
    ("providers_oauthstate", "error"): "",
}
"""Maps a table and a column, both by their new names, to what old rows hold there.

A function gets the old row and all old tables.
"""

ADDED_JOBS: frozenset[str] = frozenset({"differences.recompute"})
"""Names the kinds of jobs that the upgrade enqueues, once for each account."""

ADDED_TABLES: frozenset[str] = frozenset(
    {
        "accounts_cpuuse",
        "accounts_dataversion",
        "accounts_erasure",
        "accounts_installsecret",
        "accounts_notification",
        "accounts_outboxentry",
        "accounts_securityevent",
        "accounts_transmission",
        "accounts_usage",
        "activities_activitiesfolder",
        "activities_folderfile",
        "matching_activityreference",
        "matching_crowdedday",
        "matching_decision",
        "matching_ignoreddifference",
        "matching_namereference",
        "matching_pendingmatch",
        "matching_workoutname",
        "providers_callcount",
        "providers_filefetch",
        "providers_platformdeletion",
        "providers_ratelimitwindow",
        "providers_webhooksubscription",
        "providers_skippedactivity",
        "tracekit_site_accountimport",
        "tracekit_site_export",
        "tracekit_site_exportpart",
        "tracekit_site_proxyfault",
        "tracekit_site_reset",
    }
)
"""Names the tables that are new; they are empty after the upgrade, except those that it fills."""

FILLED_TABLES: frozenset[str] = frozenset({"accounts_dataversion", "accounts_usage"})
"""Names the new tables that the upgrade fills with rows for what is there."""

UNOWNED_TABLES: frozenset[str] = frozenset(
    {
        "accounts_erasure",
        "accounts_installsecret",
        "accounts_outboxentry",
        "accounts_securityevent",
        "providers_callcount",
        "providers_ratelimitwindow",
        "providers_webhooksubscription",
        "tracekit_site_proxyfault",
    }
)
"""Names the new tables whose rows belong to no account."""

ForeignKey = tuple[str, str, frozenset[tuple[str, str]]]
"""This holds a table, the one that it refers to, and the pairs of columns."""


def owned_reference(table: str, column: str, target: str) -> frozenset[ForeignKey]:
    """Returns the two foreign keys of a reference to an owned row: the plain one, and the one with the owner."""
    plain = frozenset({(column, "id")})
    return frozenset({(table, target, plain), (table, target, plain | {("owner_id", "owner_id")})})


ADDED_FOREIGN_KEYS: frozenset[ForeignKey] = frozenset(
    {
        *(
            (table, "accounts_account", frozenset({("owner_id", "id")}))
            for table in ADDED_TABLES
            if table not in UNOWNED_TABLES
        ),
        ("accounts_securityevent", "accounts_account", frozenset({("account_id", "id")})),
        *owned_reference("activities_folderfile", "source_file_id", "activities_sourcefile"),
        *owned_reference("matching_activityreference", "activity_id", "activities_activity"),
        *owned_reference("matching_decision", "first_id", "matching_activityreference"),
        *owned_reference("matching_decision", "second_id", "matching_activityreference"),
        *owned_reference("matching_decision", "replaced_by_id", "matching_decision"),
        *owned_reference("matching_ignoreddifference", "reference_id", "matching_activityreference"),
        *owned_reference("matching_ignoreddifference", "decision_id", "matching_decision"),
        *owned_reference("matching_namereference", "workout_name_id", "matching_workoutname"),
        *owned_reference("matching_pendingmatch", "activity_id", "activities_activity"),
        *owned_reference("matching_namereference", "reference_id", "matching_activityreference"),
        *owned_reference("providers_filefetch", "activity_id", "activities_activity"),
        *owned_reference("providers_filefetch", "file_id", "activities_sourcefile"),
        *owned_reference("providers_platformdeletion", "activity_id", "activities_activity"),
        *owned_reference("providers_skippedactivity", "connection_id", "providers_connection"),
        *owned_reference("tracekit_site_exportpart", "export_id", "tracekit_site_export"),
    }
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
    """Returns what a value of that column of 127d88c is stored as now; of a session's key only a digest is."""
    if (table, column) == ("accounts_session", "session_key"):
        hmac = salted_hmac("accounts.session_key", str(value), secret=KEYS["SECRET_KEY"], algorithm="sha256")
        return hmac.hexdigest()[:40]
    return VALUES.get((table, column), {}).get(value, value) if isinstance(value, str) else value


def restore_old_names(table: str, row: dict[str, object]) -> dict[str, object]:
    """Returns a row of that table of 127d88c under the names and with the values that it had then."""
    old_columns = {new: old for (of, old), new in COLUMNS.items() if of == table}
    named = {old_columns.get(column, column): value for column, value in row.items()}
    return {column: _old_value(table, column, value) for column, value in named.items()}


def _old_value(table: str, column: str, value: object) -> object:
    olds = {new: old for old, new in VALUES.get((table, column), {}).items()}
    return olds.get(value, value) if isinstance(value, str) else value

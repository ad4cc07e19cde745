"""Every table says whether it is owned, and owned rows refer only to rows of their owner."""

import ast
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.owned import Owned
from accounts.same_owner import SameOwner
from activities.models import Activity
from activities.record import FLAGS, PUBLISHED_WORD_BY_FIELD, PUBLISHED_WORDS

APP_LABELS = ("accounts", "activities", "providers", "matching", "tracekit_site", "jobs")
MODELS: list[Any] = [model for model in apps.get_models() if model._meta.app_label in APP_LABELS]
OWNED = [model for model in MODELS if issubclass(model, Owned)]

CROSSINGS = {
    "accounts/admin.py": 1,  # the operator's admin counts the jobs of an account
    "accounts/owned.py": 1,
    "accounts/quota_admin.py": 2,  # the operator's admin shows what an account uses
    "accounts/services/close_account.py": 1,  # it deletes the jobs of an account that is closed, from any request
    "accounts/services/transmissions.py": 1,  # the schedule finds counts that are over a day old
    "accounts/services/notification_mail.py": 1,  # the schedule finds notifications to mail
    "accounts/services/rotate.py": 1,  # it wraps every account's key again
    "accounts/jobs/admin.py": 1,  # the operator's admin lists every account's jobs
    "accounts/jobs/models.py": 1,
    "accounts/jobs/querysets.py": 1,
    "accounts/jobs/services/make_due.py": 1,
    "accounts/jobs/claims.py": 2,
    "accounts/jobs/services/retry.py": 1,
    "accounts/jobs/services/skip_blocked.py": 3,
    "accounts/jobs/services/workers.py": 1,
    "accounts/jobs/services/sweep.py": 2,
    "activities/services/delete_orphans.py": 1,
    "activities/services/expire_uploads.py": 2,  # the schedule finds empty uploads
    "matching/services/retention.py": 3,  # the schedule finds activities that have been stored too long
    "providers/services/disconnect.py": 1,  # the schedule finds closed connections whose deletion has stopped
    "providers/services/own_registration.py": 2,  # connections of all accounts use the application of the install
    "providers/services/confirm_deletions.py": 1,  # the schedule finds deletions whose job has ended
    "providers/services/schedule_pulls.py": 1,  # the schedule finds due pulls
    "providers/services/window_share.py": 2,  # it counts the accounts that wait for their share of a rate limit
    "tracekit_site/services/platform_checks.py": 1,  # the doctor decrypts the newest grants
    "tracekit_site/services/queue_check.py": 2,  # the doctor looks for jobs that wait
    "tracekit_site/account_export/expire_exports.py": 1,  # the schedule finds exports that are a day old
    "tracekit_site/reset/run.py": 1,  # the schedule finds resets whose job has stopped
    "tracekit_site/admin_site/daily_counts.py": 1,  # the operator's admin counts syncs by day
    "tracekit_site/admin_site/export_admin.py": 2,  # the operator's admin lists every account's exports
    "tracekit_site/admin_site/platform_statistics.py": 1,  # the operator's admin counts connections
    "tracekit_site/admin_site/platforms.py": 2,  # the operator's admin counts jobs by lane, and calls by purpose
    "tracekit_site/admin_site/statistics.py": 1,  # the operator's admin counts jobs
    "tracekit_site/admin_site/unanswered_consents.py": 1,  # the operator's admin counts visits to consent pages
}
"""Each of these modules reads across accounts, this many times."""

OTHER_CROSSINGS = {
    "accounts/data_version.py",  # it adds up the counts of all accounts
    "accounts/jobs/plain_sql.py",  # the claim and the end of a step
    "accounts/services/erase_rows.py",  # it verifies that no row of an erased account is left
    "accounts/row_security.py",  # migrations change the rows of all accounts
    "accounts/services/expire.py",  # it deletes accounts that were never confirmed
    "tracekit_site/admin_site/site.py",  # the pages of operators
}
"""These modules cross accounts in other ways."""

SELECTED_IN_A_CROSSING_OF_OTHERS = {
    "accounts/admin.py",
    "accounts/jobs/admin.py",
    "accounts/jobs/models.py",
    "accounts/jobs/querysets.py",
    "accounts/jobs/services/skip_blocked.py",
    "accounts/owned.py",
    "accounts/quota_admin.py",
    "accounts/services/transmissions.py",
    "tracekit_site/admin_site/daily_counts.py",
    "tracekit_site/admin_site/export_admin.py",
    "tracekit_site/admin_site/platform_statistics.py",
    "tracekit_site/admin_site/platforms.py",
    "tracekit_site/admin_site/statistics.py",
    "tracekit_site/admin_site/unanswered_consents.py",
}
"""These modules define or select what others evaluate in their crossing."""

RAW_STATEMENTS = {
    "accounts/application_role.py": 1,  # it grants rights on rows
    "accounts/data_version.py": 2,  # it creates the triggers, and adds up the rows of each account
    "accounts/insert_rows.py": 1,  # it names the current owner in each row
    "accounts/jobs/loop.py": 1,  # it asks SQLite whether another process has committed
    "accounts/jobs/services/database_statistics.py": 4,
    "accounts/jobs/plain_sql.py": 1,  # the claim and the end of a step, across accounts
    "accounts/row_security.py": 2,  # it creates the policies, and shows migrations all rows
    "accounts/prepared_query.py": 1,  # Django has built it inside a scope, whose owner is replaced by the current one
    "activities/usage_triggers.py": 1,  # it creates the triggers, and counts anew what every account stores
    "matching/workout_years.py": 1,  # it names the current owner in each of its queries
    "tracekit_site/services/planner_statistics.py": 2,
    "tracekit_site/services/erase_residue.py": 1,  # it vacuums tables
    "tracekit_site/services/install_checks.py": 2,  # the clock, and the rights of the role
    "tracekit_site/services/release.py": 2,
    "tracekit_site/services/write_ahead_log.py": 1,
}
"""Each of these modules executes plain SQL, in this many places: the owner scope does not restrict it."""


def test_every_reference_between_owned_rows_carries_the_owner() -> None:
    for model in OWNED:
        fields = {constraint.field for constraint in model._meta.constraints if isinstance(constraint, SameOwner)}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Owned):
                assert field.name in fields, field


def test_every_index_and_unique_constraint_of_owned_rows_begins_with_the_owner() -> None:
    # The claim, the sweep, the schedule, what platforms send and the operator's admin read all accounts.
    across_accounts = {"job_next", "job_leases", "connection_due", "connection_athlete", "pull_started"}
    for model in OWNED:
        constraints = [item for item in model._meta.constraints if isinstance(item, models.UniqueConstraint)]
        for item in (*constraints, *model._meta.indexes):
            assert item.name in across_accounts or item.fields[0] == "owner", item


def count_in_modules(count: Callable[[ast.AST], bool]) -> dict[str, int]:
    """Returns how many nodes of each module of the product the function accepts."""
    counts = {}
    for path in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if name.startswith(("tests/", "bench/", ".")) or "/migrations/" in name:
            continue
        if total := sum(map(count, ast.walk(ast.parse(path.read_text())))):
            counts[name] = total
    return counts


def test_every_use_of_across_accounts_is_listed() -> None:
    def is_crossing(node: ast.AST) -> bool:
        return getattr(node, "attr", getattr(node, "id", None)) == "across_accounts"

    assert count_in_modules(is_crossing) == CROSSINGS


def test_every_crossing_is_listed() -> None:
    def opens_crossing(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and getattr(node.func, "id", None) == "crossing"

    modules = set(count_in_modules(opens_crossing))
    assert modules == (set(CROSSINGS) | OTHER_CROSSINGS) - SELECTED_IN_A_CROSSING_OF_OTHERS


def test_every_place_that_executes_plain_sql_is_listed() -> None:
    def opens_cursor(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and getattr(node.func, "attr", None) in ("cursor", "raw", "extra")

    assert count_in_modules(opens_cursor) == RAW_STATEMENTS


def test_an_activity_has_the_records_columns_and_no_other() -> None:
    columns = {field.name for field in Activity._meta.concrete_fields}
    record = (set(PUBLISHED_WORD_BY_FIELD) - {"flags"}) | set(FLAGS)
    assert columns - record == {"id", "owner", "origin", "source_file", "confirmed_at", "local_date"}
    assert record <= columns
    assert not any(isinstance(field, models.JSONField | models.BinaryField) for field in Activity._meta.fields)


def test_every_stored_field_is_covered_by_a_published_word() -> None:
    assert set(PUBLISHED_WORD_BY_FIELD.values()) == set(PUBLISHED_WORDS)

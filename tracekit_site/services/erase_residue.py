"""Deletes what a database still holds of deleted rows: SQLite in its file and its log, PostgreSQL in its statistics."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from accounts.erasure import Erasure
from accounts.erasure_steps import Phase, RunningErasure, StepNotDone, erasure_step
from accounts.jobs.models import Job
from accounts.models import Account, OutboxEntry, Session
from tracekit_site.services.planner_statistics import delete_old_statistics
from tracekit_site.services.write_ahead_log import truncate_log


@erasure_step("residue", Phase.RESIDUE, "Clear what the database keeps of deleted rows")
def erase_residue(run: RunningErasure) -> None:
    """Rewrites SQLite's file without free pages and empties its log; rewrites what PostgreSQL knows of values.

    SQLite lets nobody write meanwhile. Raises OperationalError or StepNotDone while others use the database.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    _clear(_touched_models(run))


@erasure_step("last_residue", Phase.LAST_RESIDUE, "Clear what the database keeps of deleted rows")
def erase_last_residue(_run: RunningErasure) -> None:
    """Clears the erasure's own table, whose row no longer says whose it was, and that of the grants."""
    _clear({Erasure, OutboxEntry})


def _clear(models: set[type[Model]]) -> None:
    """Empties SQLite's log; removes the deleted rows of these tables from PostgreSQL's statistics.

    Inside a transaction nothing can be cleared.
    """
    if connection.vendor != "sqlite" and not connection.in_atomic_block:
        delete_old_statistics(sorted(model._meta.db_table for model in models))
    elif not truncate_log():
        raise StepNotDone("others are reading the database")


def _touched_models(run: RunningErasure) -> set[type[Model]]:
    """Returns the models of which rows were deleted."""
    counted = {label for label in run.erasure.counts if label.split(".")[0] in apps.app_configs}
    return {Account, Session, Job, *map(apps.get_model, counted)}

"""Registers the background work of providers: importing it is enough."""

from providers.services import (
    authorization,
    confirm_deletions,
    confirm_revocation,
    disconnect,
    erase_grants,
    fetch_file,
    fetch_pushed,
    revocation,
)
from providers.services.call_counts import delete_old_call_counts
from providers.services.pull import run_pull
from providers.services.schedule_pulls import schedule_pulls, start_scheduled_pull

__all__ = [
    "authorization",
    "confirm_deletions",
    "confirm_revocation",
    "delete_old_call_counts",
    "disconnect",
    "erase_grants",
    "fetch_file",
    "fetch_pushed",
    "revocation",
    "run_pull",
    "schedule_pulls",
    "start_scheduled_pull",
]

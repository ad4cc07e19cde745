"""Starts everything that a self-hosted tracekit needs with `manage.py up`, and keeps it running."""

import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from tracekit_site.services.install import InstallFault
from tracekit_site.services.release import prepare_release, wait_for_database
from tracekit_site.supervisor.data_folder import DataFolderInUse, DataFolderUnusable, lock_data_folder
from tracekit_site.supervisor.ensure_keys import ensure_keys
from tracekit_site.supervisor.hand_over import become_supervisor, hold_stop_signals
from tracekit_site.supervisor.install_plan import plan_install
from tracekit_site.supervisor.sockets import PortUnavailable, open_listeners


def wants_sandbox() -> bool:
    """Returns whether the sandbox should run: self-hosted unless SANDBOX is false, hosted only if SANDBOX is true."""
    return settings.SANDBOX or (not os.environ.get("SANDBOX") and not settings.HOSTED)


class Command(BaseCommand):
    """Prepares the database, and becomes the supervisor, which starts all processes and prints the address."""

    help = "Start tracekit on this machine; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until stopped by a signal."""
        try:
            ensure_keys(self.stdout)
            wait_for_database()
            with lock_data_folder(settings.DATA_DIR) as lock:
                self._run(lock)
        except KeyboardInterrupt:
            sys.exit(130)
        except (DataFolderInUse, DataFolderUnusable, PortUnavailable, InstallFault) as error:
            sys.exit(str(error))

    def _run(self, lock: IO[str]) -> None:
        web_sockets = open_listeners(settings.HOST, settings.PORT)
        sandbox_sockets = open_listeners(settings.HOST, settings.PORT + 1) if wants_sandbox() else []
        hold_stop_signals()
        link = prepare_release()
        connections.close_all()
        lines = list(_ready_lines(link, has_sandbox=bool(sandbox_sockets)))
        become_supervisor(plan_install(web_sockets, sandbox_sockets, lines), lock)


def _ready_lines(link: str | None, *, has_sandbox: bool) -> Iterator[str]:
    yield f"tracekit is running: http://localhost:{settings.PORT}{settings.FORCE_SCRIPT_NAME or ''}"
    if has_sandbox:
        yield f"A simulated Strava and RideWithGPS to try it with: {settings.SANDBOX_URL}"
    if link:
        yield f"Create the first account: {link}"
    yield "Ctrl-C stops it."

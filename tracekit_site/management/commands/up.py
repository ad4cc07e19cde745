"""Starts everything that a self-hosted tracekit needs with `manage.py up`, and keeps it running."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from tracekit_site.services.install import InstallFault
from tracekit_site.services.release import prepare_release, wait_for_database
from tracekit_site.supervisor.data_folder import DataFolderInUse, DataFolderUnusable, lock_data_folder
from tracekit_site.supervisor.ensure_keys import ensure_keys
from tracekit_site.supervisor.processes import Supervisor
from tracekit_site.supervisor.sockets import PortUnavailable, open_listeners


def wants_sandbox() -> bool:
    """Returns whether the sandbox should run: self-hosted unless SANDBOX is false, hosted only if SANDBOX is true."""
    return settings.SANDBOX or (not os.environ.get("SANDBOX") and not settings.HOSTED)


class Command(BaseCommand):
    """Prepares the database, starts web process and worker, prints the address, and restarts what dies."""

    help = "Start tracekit on this machine; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until stopped by a signal."""
        try:
            ensure_keys(self.stdout)
            wait_for_database()
            with lock_data_folder(settings.DATA_DIR):
                self._run()
        except KeyboardInterrupt:
            sys.exit(130)
        except (DataFolderInUse, DataFolderUnusable, PortUnavailable, InstallFault) as error:
            sys.exit(str(error))

    def _run(self) -> None:
        web_sockets = open_listeners(settings.HOST, settings.PORT)
        sandbox_sockets = open_listeners(settings.HOST, settings.PORT + 1) if wants_sandbox() else []
        with Supervisor(web_sockets, sandbox_sockets, self.stderr.write) as supervisor:
            link = prepare_release()
            connections.close_all()
            supervisor.start()
            if supervisor.wait_until_ready():
                self._print_addresses(link, has_sandbox=bool(sandbox_sockets))
            supervisor.watch()

    def _print_addresses(self, link: str | None, *, has_sandbox: bool) -> None:
        self.stdout.write(f"tracekit is running: http://localhost:{settings.PORT}{settings.FORCE_SCRIPT_NAME or ''}")
        if has_sandbox:
            self.stdout.write(f"A made-up Strava to try it with: {settings.SANDBOX_URL}")
        if link:
            self.stdout.write(f"Make the first account: {link}")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()

"""`manage.py up`: everything that a self-hosted tracekit is, started and kept running."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from tracekit_site.services.install import Fault
from tracekit_site.services.release import release, wait_for_database
from tracekit_site.supervisor.data_folder import Taken, hold_data_folder
from tracekit_site.supervisor.keys import put_keys_in_place
from tracekit_site.supervisor.processes import Supervisor
from tracekit_site.supervisor.sockets import PortTaken, listen


def wants_sandbox() -> bool:
    """On this machine it runs unless SANDBOX says otherwise; hosted it runs only when SANDBOX says so."""
    return settings.SANDBOX or ("SANDBOX" not in os.environ and not settings.HOSTED)


class Command(BaseCommand):
    """Makes the database ready, starts the web process and the worker, prints the address, and restarts what dies."""

    help = "Start tracekit on this machine; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until stopped by a signal."""
        try:
            put_keys_in_place(self.stdout)
            wait_for_database()
            with hold_data_folder(settings.DATA_DIR):
                self._run()
        except KeyboardInterrupt:
            sys.exit(130)
        except (Taken, PortTaken, Fault) as problem:
            sys.exit(str(problem))

    def _run(self) -> None:
        sockets = listen(settings.HOST, settings.PORT)
        sandbox = listen(settings.HOST, settings.PORT + 1) if wants_sandbox() else []
        with Supervisor(sockets, sandbox, self.stderr.write) as running:
            link = release()
            connections.close_all()
            running.start()
            if running.answers():
                self._welcome(link, has_sandbox=bool(sandbox))
            running.watch()

    def _welcome(self, link: str | None, *, has_sandbox: bool) -> None:
        self.stdout.write(f"tracekit is running: http://localhost:{settings.PORT}")
        if has_sandbox:
            self.stdout.write(f"A made-up Strava to try it with: {settings.SANDBOX_URL}")
        if link:
            self.stdout.write(f"Make the first account: {link}")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()

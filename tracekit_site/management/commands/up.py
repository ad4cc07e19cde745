"""`manage.py up`: everything that a self-hosted tracekit is, started and kept running."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from accounts.services.links import first_account_link
from tracekit_site.supervisor.data_folder import Taken, hold_data_folder, make_data_folder
from tracekit_site.supervisor.processes import Supervisor
from tracekit_site.supervisor.sockets import PortTaken, listen


class Command(BaseCommand):
    """Migrates, starts the web process and the worker, prints the address, and restarts what dies."""

    help = "Start tracekit on this machine; Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until stopped by a signal."""
        try:
            self._made = make_data_folder(settings.DATA_DIR)
            with hold_data_folder(settings.DATA_DIR):
                self._run()
        except (Taken, PortTaken) as problem:
            sys.exit(str(problem))

    def _run(self) -> None:
        with Supervisor(listen(settings.HOST, settings.PORT), self.stderr.write) as running:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
            link = first_account_link()
            connections.close_all()
            running.start()
            if running.answers():
                self._welcome(link)
            running.watch()

    def _welcome(self, link: str | None) -> None:
        if self._made:
            self.stdout.write(f"Your data lies in {settings.DATA_DIR}. The key that signs sessions is kept there too.")
        self.stdout.write(f"tracekit is running: http://localhost:{settings.PORT}")
        if link:
            self.stdout.write(f"Make the first account: {link}")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()

"""Prepares a release with `manage.py release`, which runs once for each release before its processes start."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tracekit_site.services.install import InstallFault
from tracekit_site.services.release import prepare_release, wait_for_database
from tracekit_site.supervisor.data_folder import DataFolderUnusable
from tracekit_site.supervisor.ensure_keys import ensure_keys


class Command(BaseCommand):
    """Creates the keys, waits for the database, migrates, collects static files, and registers the install."""

    help = "Make the database ready for this release. To be run once before its processes start; again is harmless."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds `--adopt`."""
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="make this process's keys and file storage the install's, whatever they were before",
        )

    def handle(self, *args: Any, adopt: bool = False, **options: Any) -> None:
        """Ends with one sentence when something is missing or does not fit."""
        try:
            ensure_keys(self.stdout)
            wait_for_database()
            link = prepare_release(adopt=adopt)
        except (InstallFault, DataFolderUnusable) as error:
            sys.exit(str(error))
        self.stdout.write("The database is ready for this release.")
        if link:
            self.stdout.write(f"Create the first account: {link}")

"""Runs the checks of `python -m tracekit doctor`, which says whether this process fits the install, and what to do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracekit_site.services.doctor import run_checks, run_local_worker_check


class Command(BaseCommand):
    """Prints a line for each check that passes; ends with status 1 and a message for each that fails."""

    help = "Check database, keys, files, Redis, clock and workers. Ends with status 1 when something is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds `--quiet` and `--here`."""
        parser.add_argument(
            "--quiet", action="store_true", help="print only faults, and check no other process; used at every start"
        )
        parser.add_argument(
            "--here",
            action="store_true",
            dest="local_only",
            help="check only whether a worker on this machine receives messages",
        )

    def handle(self, *args: Any, quiet: bool = False, local_only: bool = False, **options: Any) -> None:
        """Prints passed checks at once and faults at the end."""
        faults = []
        for result in [run_local_worker_check()] if local_only else run_checks(include_others=not quiet):
            if result.is_fault:
                faults.append(result.line)
            elif not quiet:
                self.stdout.write(result.line)
        if faults:
            raise CommandError("\n".join(faults))

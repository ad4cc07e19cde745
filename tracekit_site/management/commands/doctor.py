"""`python -m tracekit doctor`: whether this process fits the install, and what to do where it does not."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracekit_site.services.doctor import Finding, examine, examine_worker_here


class Command(BaseCommand):
    """A line for each thing that is right; status 1 and a sentence for each that is not."""

    help = "Check database, keys, files, Redis, clock and workers. Ends with status 1 when something is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds `--quiet` and `--here`."""
        parser.add_argument(
            "--quiet", action="store_true", help="before a process starts: print faults only, and look at no other's"
        )
        parser.add_argument("--here", action="store_true", help="only whether a worker of this machine hears its queue")

    def handle(self, *args: Any, quiet: bool = False, here: bool = False, **options: Any) -> None:
        """Prints what is right as it goes; the faults come last."""
        faults = []
        for finding in self._asked(quiet, here):
            if finding.is_fault:
                faults.append(finding.line)
            elif not quiet:
                self.stdout.write(finding.line)
        if faults:
            raise CommandError("\n".join(faults))

    def _asked(self, quiet: bool, here: bool) -> Iterable[Finding]:
        return [examine_worker_here()] if here else examine(others=not quiet)

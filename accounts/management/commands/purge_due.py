"""Goes on with erasures without a worker: `python -m tracekit purge-due`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.services.run_erasures import run_due_erasures, run_erasure


class Command(BaseCommand):
    """Runs every erasure that no other process works on, also one that would be tried again later."""

    help = "Go on with every erasure. Ends with status 1 while one is not complete."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> str:
        """Prints how many are complete now, and what the others wait for."""
        run_due_erasures()
        completed = [run_erasure(pk) for pk in Erasure.objects.unclaimed(timezone.now()).values_list("pk", flat=True)]
        waiting = Erasure.objects.running()
        if waiting.exists():
            lines = [f"{row.pk} {row.error or 'another process works on it'}; due by {row.deadline}" for row in waiting]
            raise CommandError("\n".join(("Not complete yet; it goes on by itself, or run this again:", *lines)))
        return "No erasure is due." if not any(completed) else f"Complete: {sum(completed)}."

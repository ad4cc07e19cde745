"""Runs the worker of an install without Redis: `manage.py work`."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.jobs.loop import WorkerLoop


class Command(BaseCommand):
    """Runs background jobs until it is told to stop."""

    help = "Run background jobs from the job table until SIGTERM or SIGINT."

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until the process is told to stop."""
        WorkerLoop().run()

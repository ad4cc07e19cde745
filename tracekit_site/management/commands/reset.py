"""Deletes what was imported into an account, or a month or a service of it: `reset`."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from activities.calendar import parse_month
from activities.progress import show_progress
from activities.record import FILE_PROVIDER
from providers.registry import PLATFORMS
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.contents import count_contents
from tracekit_site.reset.request import ResetRefused, request_reset
from tracekit_site.reset.run_in_process import ResetStopped, run_in_process
from tracekit_site.reset.texts import FINAL, deleted_texts, kept_texts, outcome_text, progress_text

CONFIRMATION = "delete"


class Command(OwnerCommand):
    """Says what is deleted and what stays, asks, and deletes in this process, as a worker would."""

    help = "Delete everything that was imported into an account; the files in ACTIVITIES_DIR are never touched."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds what restricts or extends the reset, and `--yes`."""
        super().add_arguments(parser)
        parser.add_argument("--month", metavar="YYYY-MM", help="only activities of this month, as in 2026-05")
        parser.add_argument("--provider", choices=[FILE_PROVIDER, *PLATFORMS], help="only what came from it")
        parser.add_argument(
            "--all",
            action="store_true",
            dest="is_everything",
            help="the connections, their access keys and your answers, too; only your sign-in and settings stay",
        )
        parser.add_argument("--yes", action="store_true", help="delete without asking")

    def run(self, *, month: str | None = None, provider: str | None = None, **options: Any) -> None:
        """Deletes; the exit status is 0 only when all of it is deleted, or there was nothing to delete."""
        choice = _choice(month, provider or "", is_everything=options["is_everything"])
        contents = count_contents(choice)
        if contents.is_empty and not choice.is_everything:
            self.stdout.write("Nothing is stored that fits. Nothing was deleted.")
            return
        for text in deleted_texts(choice, contents):
            self.stdout.write(f"Deleted: {text}")
        for text in kept_texts(choice, contents):
            self.stdout.write(text)
        if not options["yes"]:
            _require_confirmation()
        self._delete(choice)

    def _delete(self, choice: ResetChoice) -> None:
        try:
            reset = run_in_process(request_reset(choice), lambda reset, left: show_progress(progress_text(reset, left)))
        except ResetRefused as refusal:
            raise CommandError(str(refusal)) from None
        except ResetStopped:
            raise CommandError("Deleting stopped after five attempts. What is deleted is gone; run it again.") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is deleted is gone, and the worker deletes the rest.") from None
        finally:
            show_progress("")
        self.stdout.write(outcome_text(reset))


def _choice(month: str | None, provider: str, *, is_everything: bool) -> ResetChoice:
    """Returns the choice. Raises CommandError for a month that there is not, and for what contradicts `--all`."""
    if is_everything and (month or provider):
        raise CommandError("--all is everything: use it without --month and --provider. Nothing was deleted.")
    try:
        return ResetChoice(parse_month(month) if month else None, provider, is_everything)
    except ValueError:
        raise CommandError(f"{month} is not a month such as 2026-05. Nothing was deleted.") from None


def _require_confirmation() -> None:
    if not sys.stdin.isatty():
        raise CommandError("Nothing was deleted. Add --yes to confirm.")
    if input(f'{FINAL} Type "{CONFIRMATION}" to go on: ').strip() != CONFIRMATION:
        raise CommandError("Nothing was deleted.")

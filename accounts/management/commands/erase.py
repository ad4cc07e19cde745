"""Erases an account from the command line, without mail: `python -m tracekit erase`."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from accounts.command import OwnerCommand
from accounts.models import Account
from accounts.scope import current_owner_id
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_erasure


class Command(OwnerCommand):
    """Asks for the email address of the account, then erases it."""

    help = "Erase an account with everything that belongs to it. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--yes`."""
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def run(self, *, yes: bool = False, **options: Any) -> str:
        """Erases the account, as far as no platform has to be waited for; returns where its receipt is."""
        email = Account.objects.values_list("email", flat=True).get(pk=current_owner_id())
        if not yes and self._read_email(email) != email:
            raise CommandError("That isn't the email of this account. Nothing was deleted.")
        erasure = start_erasure(current_owner_id())
        is_complete = run_erasure(erasure.pk)
        receipt = f"{settings.BASE_ORIGIN}{reverse('receipt', args=[erasure.pk])}"
        if is_complete:
            return f"Erased. The receipt: {receipt}"
        return (
            f"The account is closed and its erasure goes on by itself, or by `purge-due`. The receipt, then: {receipt}"
        )

    def _read_email(self, email: str) -> str:
        self.stdout.write(f"This erases the account {email} with everything that belongs to it. It cannot be undone.")
        try:
            return input("Type its email to go on: ").strip().lower()
        except EOFError:
            raise CommandError("Nothing was deleted. Add --yes where nobody can be asked.") from None

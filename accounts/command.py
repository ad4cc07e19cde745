"""Provides the base class of every command that runs for one account."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Account
from accounts.scope import owner_scope


class OwnerCommand(BaseCommand):
    """Runs in the owner scope of `--user EMAIL`, or of the only account.

    Subclasses define `run`. The command ends with one sentence and status 1 when the account is ambiguous or unknown.
    """

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--user`."""
        parser.add_argument(
            "--user", type=printable_argument, metavar="EMAIL", help="whose; needed when there is more than one account"
        )

    def handle(self, *args: Any, user: str | None = None, **options: Any) -> str | None:
        """Opens the scope and runs the command in it."""
        with owner_scope(_account(user)):
            return self.run(**options)

    def run(self, **options: Any) -> str | None:
        """Runs the command in the account's scope."""
        raise NotImplementedError


def printable_argument(argument: str) -> str:
    """Returns an argument as text; bytes that are not valid text become `?`."""
    return argument.encode(errors="replace").decode()


def _account(email: str | None) -> Account:
    if email is not None:
        account = Account.objects.filter(email=email.lower()).first()
        if account is None:
            raise CommandError(f"There is no account with the email address {email}.")
        return account
    accounts = list(Account.objects.filter(demo_until=None)[:2])
    if not accounts:
        raise CommandError("There is no account yet. Run bin/up and open the link that it prints.")
    if len(accounts) > 1:
        raise CommandError("There is more than one account. Choose one with --user EMAIL.")
    return accounts[0]

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.command import printable_argument
from accounts.models import Account
from accounts.services.links import create_link


class Command(BaseCommand):
    help = "Prints a one-time link that lets an account back in and asks for a new password (good for 24 hours)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", type=printable_argument, help="the account's email")
        parser.add_argument(
            "--without-second-factor",
            action="store_true",
            help="for an athlete who lost it: also removes passkeys, app and recovery codes from the account",
        )

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            return create_link(options["email"], keep_second_factors=not options["without_second_factor"])
        except Account.DoesNotExist:
            raise CommandError("No account that can sign in has this email. Nothing was created.") from None

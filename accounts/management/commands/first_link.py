from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.links import create_first_account_link


class Command(BaseCommand):
    help = "Prints the one-time link that makes the first account; nothing when there is an account."

    def handle(self, *args: Any, **options: Any) -> str | None:
        return create_first_account_link()

"""Provides `manage.py migrate`, which changes the rows of all accounts."""

from django.core.management.commands import migrate

from accounts.all_rows_command import AllRowsCommand


class Command(AllRowsCommand, migrate.Command):
    """Runs Django's command with all rows visible."""

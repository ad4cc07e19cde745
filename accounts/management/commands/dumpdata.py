"""Provides `manage.py dumpdata`, which prints the rows of all accounts."""

from django.core.management.commands import dumpdata

from accounts.all_rows_command import AllRowsCommand


class Command(AllRowsCommand, dumpdata.Command):
    """Runs Django's command with all rows visible."""

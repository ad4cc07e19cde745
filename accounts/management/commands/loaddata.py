"""Provides `manage.py loaddata`, which stores the rows of all accounts."""

from django.core.management.commands import loaddata

from accounts.all_rows_command import AllRowsCommand


class Command(AllRowsCommand, loaddata.Command):
    """Runs Django's command with all rows visible."""

#!/usr/bin/env python
"""Runs Django's commands for tracekit."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError, connection

from tracekit_site.wrong_settings import WrongSettings


def run_command() -> None:
    """Runs the command; ends with one sentence when the settings are wrong or the database cannot be reached."""
    try:
        execute_from_command_line(sys.argv)
    except WrongSettings as error:
        sys.exit(str(error))
    except OperationalError as error:
        if connection.connection is not None:
            raise
        from tracekit_site.services.release import no_answer_message  # needs the apps, which the command has loaded

        sys.exit(no_answer_message(error))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
    run_command()

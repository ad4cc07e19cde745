#!/usr/bin/env python
"""Runs Django's commands for tracekit."""

import os
import sys

from django.core.management import execute_from_command_line

from tracekit_site.wrong_settings import WrongSettings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except WrongSettings as error:
        sys.exit(str(error))

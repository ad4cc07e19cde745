"""Ensures that the install's keys exist before anything is signed or encrypted."""

import os
import sys

from django.conf import settings
from django.core.management.base import OutputWrapper

from tracekit_site.supervisor.data_folder import create_data_folder, read_key_files


def ensure_keys(output: OutputWrapper) -> None:
    """Creates the data folder and in it the keys that the environment does not give. Raises DataFolderUnusable.

    Settings are read before this runs, so a process that started without these keys starts again.
    """
    if create_data_folder(settings.DATA_DIR):
        output.write(f"Your data and its keys are in {settings.DATA_DIR}. Keep a copy of the keys somewhere else.")
    if any(getattr(settings, name) != key for name, key in read_key_files(settings.DATA_DIR).items()):
        output.flush()
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this repeats the command as it was given

"""The install's keys, in place before anything is signed or sealed."""

import os
import sys

from django.conf import settings
from django.core.management.base import OutputWrapper

from tracekit_site.supervisor.data_folder import kept_keys, make_data_folder


def put_keys_in_place(say: OutputWrapper) -> None:
    """Makes the data folder and in it the keys that the environment does not give. Raises OSError.

    Settings are read before this runs, so a process that began without the kept keys begins again.
    """
    if make_data_folder(settings.DATA_DIR):
        say.write(f"Your data lies in {settings.DATA_DIR}, and the keys that open it: keep a copy of them apart.")
    if any(getattr(settings, name) != key for name, key in kept_keys(settings.DATA_DIR).items()):
        say.flush()
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the command as it was given

"""Declares source files as a provider, like the platforms; `activities` parses and stores them."""

from activities.record import FILE_PROVIDER
from providers.contract import Provider


class Files(Provider):
    """Represents the files that the athlete uploaded. The originals are stored here; nothing is fetched or changed."""

    name = FILE_PROVIDER
    label = "Files"
    can_download = True

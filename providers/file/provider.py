"""Source files, under the same contract as the platforms: `activities` reads and keeps them."""

from activities.record import FILE
from providers.contract import Provider


class Files(Provider):
    """What the athlete uploaded. The originals are here, so nothing has to be fetched and nothing can be changed."""

    name = FILE
    label = "Files"
    can_download = True

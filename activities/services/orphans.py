"""Removes bytes that no row names: what a process left that died between storing bytes and writing their row."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.kinds import upkeep
from activities.models import SourceFile
from activities.services.drop_bytes import drop_bytes
from activities.stored_name import source_files

GRACE = timedelta(hours=1)
"""Younger bytes may belong to an upload that is still under way."""


@upkeep(every=timedelta(hours=1))
def remove_orphans() -> None:
    """Deletes every stored file that has no row and is older than an hour."""
    store = source_files()
    if not store.exists(""):
        return
    for folder in store.listdir("")[0]:
        named = set(SourceFile.across_accounts.filter(owner=folder).values_list("content", flat=True))
        stored = {f"{folder}/{name}" for name in store.listdir(folder)[1]}
        drop_bytes(name for name in stored - named if store.get_modified_time(name) < timezone.now() - GRACE)

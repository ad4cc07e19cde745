"""Compares the rows of source files with the bytes that are stored, for tests."""

import pytest
from django.utils import timezone

from accounts.models import Account
from activities.models import SourceFile
from activities.services.delete_orphans import GRACE
from activities.storage.source_files import source_file_storage


def file_states() -> dict[str, str]:
    """Returns the state of each file of the current owner, by name."""
    return dict(SourceFile.objects.values_list("name", "state"))


def stored_names(account: Account) -> set[str]:
    """Returns the stored name of everything in the account's folder."""
    folder = str(account.pk)
    return {f"{folder}/{name}" for name in source_file_storage().listdir(folder)[1]}


def names_in_rows() -> set[str]:
    """Returns the stored name of every file of the current owner that has one."""
    return {name for name in SourceFile.objects.values_list("content", flat=True) if name}


def let_orphans_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the sweep of orphans take every stored file for old."""
    late = timezone.now() + 2 * GRACE
    monkeypatch.setattr("activities.services.delete_orphans.timezone.now", lambda: late)

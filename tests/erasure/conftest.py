"""Gives these tests an install, as the first release creates it, with an empty file storage and an empty ledger."""

import shutil
from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.connections.conftest import sandbox
from tracekit_site.services.install import register_install

__all__ = ["sandbox"]


@pytest.fixture(autouse=True)
def _install(db: None) -> None:
    shutil.rmtree(Path(storages["source_files"].path("")), ignore_errors=True)
    register_install(adopt=True)

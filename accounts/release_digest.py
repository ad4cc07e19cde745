"""Computes a digest of what a page depends on beside its data: the code, the templates, the packages, the settings."""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

FOLDERS_BESIDE_APPS = ("templates", "static")


def release_digest() -> str:
    """Returns a text that is the same in every process of one release with the same settings, and in no other."""
    return _digest(settings._wrapped)  # type: ignore[misc]


@cache
def _digest(current_settings: Any) -> str:
    names = sorted(name for name in dir(current_settings) if name.isupper())
    values = [f"{name}={getattr(current_settings, name)!r}" for name in names]
    return salted_hmac("release digest", "\n".join([_code_digest(), *values])).hexdigest()


@cache
def _code_digest() -> str:
    digest = hashlib.sha256(f"{sys.version} {django.__version__}".encode())
    for path in sorted(release_files()):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()


def release_files() -> Iterator[Path]:
    """Yields the files that are the release: our apps, templates and static files, and the versions of the packages.

    Only their folders are searched: beside them lie the environment and the data, which are large. The image holds the
    versions for a fleet only.
    """
    root: Path = settings.BASE_DIR
    folders = {name.partition(".")[0] for name in settings.INSTALLED_APPS} | set(FOLDERS_BESIDE_APPS)
    for folder in filter(Path.is_dir, (root / name for name in folders)):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    yield from (root / "requirements").glob("*.txt")

"""Computes a digest of what a page depends on beside its data: the code, the templates, the packages, the settings."""

import hashlib
import sys
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

SOURCES = ("*/**/*.py", "templates/**/*", "static/**/*", "requirements/base.txt")
"""These files of the project are the release."""


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
    for path in sorted({path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern) if path.is_file()}):
        if not {".venv", "tests", "bench"} & set(path.relative_to(settings.BASE_DIR).parts):
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()

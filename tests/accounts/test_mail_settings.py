"""What EMAIL_URL turns on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

SCRIPT = """
import json, sys
from django.conf import settings
print(json.dumps([getattr(settings, name) for name in sys.argv[1:]]))
"""
SERVER = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
FOLLOWS = (
    *("MAIL", "ACCOUNT_EMAIL_VERIFICATION", "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED"),
    *("MFA_ALLOW_UNVERIFIED_EMAIL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL"),
)


def read(names: tuple[str, ...], folder: Path, **given: str) -> list[Any]:
    """The settings of those names in a process with that environment."""
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracekit_site.settings"}
    command = [sys.executable, "-c", SCRIPT, *names]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=kept | given, capture_output=True, text=True, check=True)
    told: list[Any] = json.loads(ran.stdout)
    return told


def test_without_it_nobody_has_to_confirm_anything(tmp_path: Path) -> None:
    assert read(FOLLOWS, tmp_path) == [False, "none", False, True, 10, "tracekit@localhost"]


def test_with_it_addresses_are_confirmed_by_code(tmp_path: Path) -> None:
    told = read(FOLLOWS, tmp_path, EMAIL_URL="smtp://localhost", BASE_URL="https://tracekit.example.org:8443")
    assert told == [True, "mandatory", True, False, 10, "tracekit@tracekit.example.org"]


def test_it_says_where_the_server_is_and_how_to_speak_to_it(tmp_path: Path) -> None:
    url = "smtp+tls://me%40example.org:p%3Ass@mail.example.org:587"
    assert read(SERVER, tmp_path, EMAIL_URL=url) == ["mail.example.org", 587, "me@example.org", "p:ss", True, False]


def test_who_it_is_from_can_be_chosen(tmp_path: Path) -> None:
    given = {"EMAIL_URL": "smtp+ssl://mail.example.org:465", "MAIL_FROM": "Track <t@example.org>"}
    assert read(("DEFAULT_FROM_EMAIL", "EMAIL_USE_SSL"), tmp_path, **given) == ["Track <t@example.org>", True]

"""EMAIL_URL turns on mail, and everything that depends on it."""

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
DEPENDENT = (
    *("MAIL", "ACCOUNT_EMAIL_VERIFICATION", "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED"),
    *("MFA_ALLOW_UNVERIFIED_EMAIL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL"),
)


def read_settings(names: tuple[str, ...], folder: Path, **variables: str) -> list[Any]:
    """Returns the settings of those names in a process with that environment."""
    base = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracekit_site.settings"}
    command = [sys.executable, "-c", SCRIPT, *names]
    process = subprocess.run(
        command, cwd=settings.BASE_DIR, env=base | variables, capture_output=True, text=True, check=True
    )
    values: list[Any] = json.loads(process.stdout)
    return values


def test_an_install_without_mail_confirms_no_address(tmp_path: Path) -> None:
    assert read_settings(DEPENDENT, tmp_path) == [False, "none", False, True, 10, "tracekit@localhost"]


def test_an_install_with_mail_confirms_addresses_by_code(tmp_path: Path) -> None:
    values = read_settings(
        DEPENDENT, tmp_path, EMAIL_URL="smtp://localhost", BASE_URL="https://tracekit.example.org:8443"
    )
    assert values == [True, "mandatory", True, False, 10, "tracekit@tracekit.example.org"]


def test_the_mail_url_sets_the_server(tmp_path: Path) -> None:
    url = "smtp+tls://me%40example.org:p%3Ass@mail.example.org:587"
    assert read_settings(SERVER, tmp_path, EMAIL_URL=url) == [
        "mail.example.org",
        587,
        "me@example.org",
        "p:ss",
        True,
        False,
    ]


def test_the_sender_of_mails_can_be_set(tmp_path: Path) -> None:
    variables = {"EMAIL_URL": "smtp+ssl://mail.example.org:465", "MAIL_FROM": "Track <t@example.org>"}
    assert read_settings(("DEFAULT_FROM_EMAIL", "EMAIL_USE_SSL"), tmp_path, **variables) == [
        "Track <t@example.org>",
        True,
    ]

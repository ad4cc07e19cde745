"""Provides the settings of a hosted install: those of `.env.hosted.example`, with keys and an operator of its own."""

import base64
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.waiting import TIMEOUT_S

EXAMPLE: Path = settings.BASE_DIR / ".env.hosted.example"
HOST_NAME = "tracekit.example.org"
HTTPS_HEADERS = {"host": HOST_NAME, "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
"""The proxy adds these headers to a request that reaches it by HTTPS."""
OPERATOR = {
    "OPERATOR_NAME": "Example Cycling Club",
    "OPERATOR_CONTACT": "privacy@example.org",
    "MAIL_PROCESSOR": "Example Mail Ltd.",
}
"""The example leaves these empty, because only the operator knows them."""
PREFIXES = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "ALLOWED_HOSTS", "MIDDLEWARE", "ALLAUTH_TRUSTED", "MESSAGE_")
DUMP_SETTINGS = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.startswith(%r)}))
"""


def read_settings(path: Path) -> dict[str, str]:
    """Returns the variables of a settings file, as `sh` reads them."""
    command = ["sh", "-euc", 'set -a; . "$0"; env -0', str(path)]
    output = subprocess.run(command, env={}, capture_output=True, check=True).stdout.decode()
    variables = dict(line.split("=", 1) for line in output.split("\0") if line)
    return {name: value for name, value in variables.items() if name not in ("PWD", "_", "SHLVL", "OLDPWD")}


@cache
def read_example() -> dict[str, str]:
    """Returns the variables of the example for hosted installs."""
    return read_settings(EXAMPLE)


def hosted_environment(**changes: str) -> dict[str, str]:
    """Returns the environment of a hosted process: the example with real keys and an operator, and changes."""
    keys = {
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "CREDENTIAL_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
    }
    return {"PATH": os.environ["PATH"]} | read_example() | keys | OPERATOR | changes


def run_python(*arguments: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Runs Python in the checkout to its end."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=TIMEOUT_S)


@cache
def response_settings() -> dict[str, Any]:
    """Returns the settings that affect every response, as a hosted process has them."""
    environment = hosted_environment(DJANGO_SETTINGS_MODULE="tracekit_site.settings")
    values: dict[str, Any] = json.loads(run_python("-c", DUMP_SETTINGS % (PREFIXES,), env=environment).stdout)
    return values

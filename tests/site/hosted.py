"""A hosted install as `.env.hosted.example` describes it, with keys of its own."""

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
NAME = "tracekit.example.org"
BY_HTTPS = {"host": NAME, "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
"""What the proxy says of a request that came to it by HTTPS."""
SHAPING = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "ALLOWED_HOSTS", "MIDDLEWARE", "ALLAUTH_TRUSTED", "MESSAGE_")
DUMP = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.startswith(%r)}))
"""


@cache
def example() -> dict[str, str]:
    """What `sh` makes of the example."""
    said = subprocess.run(["sh", "-euc", 'set -a; . "$0"; env -0', EXAMPLE], env={}, capture_output=True, check=True)
    pairs = dict(line.split("=", 1) for line in said.stdout.decode().split("\0") if line)
    return {name: value for name, value in pairs.items() if name not in ("PWD", "_", "SHLVL", "OLDPWD")}


def environment(**more: str) -> dict[str, str]:
    """Of a process of the install: the example, real keys, and `more`."""
    keys = {
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "CREDENTIAL_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
    }
    return {"PATH": os.environ["PATH"]} | example() | keys | more


def python(*arguments: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """One command of the checkout, run to its end."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=TIMEOUT_S)


@cache
def shaping_settings() -> dict[str, Any]:
    """Its settings that shape every answer, as a process of the install has them."""
    env = environment(DJANGO_SETTINGS_MODULE="tracekit_site.settings")
    said: dict[str, Any] = json.loads(python("-c", DUMP % (SHAPING,), env=env).stdout)
    return said

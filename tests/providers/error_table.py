"""Reads the tables of `docs/platform-errors.md`, whose rows tests play with the sandbox."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from providers.sandbox.server import Sandbox
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.providers.factories import Athlete

DOCUMENT: Path = settings.BASE_DIR / "docs" / "platform-errors.md"

Play = Callable[[Athlete, pytest.MonkeyPatch], None]


def read_rows(section: str) -> dict[str, tuple[str, str]]:
    """Returns the state and the words of each case in the table of a section."""
    text = DOCUMENT.read_text().partition(f"## {section}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ") for line in text.splitlines() if line.startswith("| ")]
    cells = [re.split(r" \| ", line) for line in lines[1:]]
    return {case: (state, words) for case, _, state, words in cells}


def fault(name: str, *calls: str, times: int = 1) -> Play:
    """Returns how to let the next calls of these kinds fail."""
    return lambda athlete, monkeypatch: athlete.fail(name, calls, times=times, seconds=2)


def redeem_first(client: Client, sandbox: Sandbox, code: str, provider: str = "strava") -> str:
    """Comes back from the consent page with a code that was used before; returns the page that it ends on."""
    callback_url = give_consent(consent_page_for(client, provider), code=code)
    query = dict(parse_qsl(urlsplit(callback_url).query))
    grants = sandbox.database.grants
    if provider == "ridewithgps":
        callback = callback_url.partition("?")[0]
        assert grants.redeem_code(query["code"], "ridewithgps", callback)
    else:
        assert grants.redeem_code(query["code"])
    return follow_callback(client, callback_url)


def connect_with(name: str, provider: str = "strava") -> Callable[[Client, Sandbox, str], str]:
    """Returns how to connect while the exchange of the code fails in this way."""

    def connect_then(client: Client, sandbox: Sandbox, code: str) -> str:
        sandbox.database.faults.add(code, name, ("token",), seconds=2)
        return connect(client, code=code, provider=provider)

    return connect_then

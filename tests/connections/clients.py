"""Somebody who goes to a platform's consent and comes back, in two browsers that share a screen."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client

from tests.worker import PATIENCE_S

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def leave(client: Client) -> str:
    """Presses the button of the connect page; where it leads to."""
    answer = client.post("/connections/new/strava/")
    assert answer.status_code == 200
    return answer.headers["Refresh"].removeprefix("0; url=")


def consent(there: str, *, decision: str = "authorize", code: str = "", refuse: tuple[str, ...] = ()) -> str:
    """Fills the consent form: an athlete by code, or a new one; some scopes unticked. Where it sends back to."""
    page = requests.get(there, timeout=PATIENCE_S)
    hidden = {name: unescape(value) for name, value in FIELD.findall(page.text)}
    scopes = [scope for scope in hidden["asked"].split(",") if scope not in refuse]
    who = {"who": "code" if code else "new", "code": code}
    fields = [*hidden.items(), *who.items(), ("decision", decision), *(("scope", scope) for scope in scopes)]
    address = urlsplit(there)
    form = f"{address.scheme}://{address.netloc}{address.path}"
    answer = requests.post(form, data=fields, allow_redirects=False, timeout=PATIENCE_S)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: Client, address: str) -> str:
    """Follows the way back; the page that it ends on."""
    parts = urlsplit(address)
    assert parts.path == "/connections/callback/"
    return client.get(parts.path, dict(parse_qsl(parts.query)), follow=True).content.decode()


def connect(client: Client, **choices: object) -> str:
    """The whole way; the page that it ends on."""
    return come_back(client, consent(leave(client), **choices))  # type: ignore[arg-type]

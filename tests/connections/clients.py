"""Authorizes as an athlete does: to the platform's consent page and back, in two browsers that share a screen."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client
from django.urls import reverse

from accounts.services.outbox import deliver_outbox
from tests.waiting import TIMEOUT_S

HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def consent_page_for(client: Client, provider: str = "strava") -> str:
    """Presses the button of the connect page; returns the URL of the consent page that it leads to."""
    response = client.post(f"/connections/new/{provider}/")
    assert response.status_code == 200
    return response.headers["Refresh"].removeprefix("0; url=")


def give_consent(url: str, *, decision: str = "authorize", code: str = "", refuse: tuple[str, ...] = ()) -> str:
    """Submits the consent page for the athlete with that code, or a new one, with some scopes left unticked.

    Returns the URL that the platform redirects to.
    """
    page = requests.get(url, timeout=TIMEOUT_S)
    hidden = {name: unescape(value) for name, value in HIDDEN_FIELD.findall(page.text)}
    granted = [("scope", name) for name in hidden["asked"].split(",") if name not in refuse]
    athlete = {"who": "code" if code else "new", "code": code}
    fields = [*hidden.items(), *athlete.items(), ("decision", decision), *granted]
    parts = urlsplit(url)
    form_url = f"{parts.scheme}://{parts.netloc}{parts.path}"
    response = requests.post(form_url, data=fields, allow_redirects=False, timeout=TIMEOUT_S)
    assert response.status_code == 302, response.text
    return response.headers["Location"]


def follow_callback(client: Client, url: str) -> str:
    """Follows the platform's redirect to us and delivers the outbox; returns the page that it ends on."""
    parts = urlsplit(url)
    assert parts.path == reverse("connection_callback")
    response = client.get(parts.path, dict(parse_qsl(parts.query)), follow=True)
    if "moves on by itself" in response.content.decode():
        deliver_outbox()
        response = client.get(response.request["PATH_INFO"], follow=True)
    return response.content.decode()


def connect(
    client: Client,
    *,
    decision: str = "authorize",
    code: str = "",
    refuse: tuple[str, ...] = (),
    provider: str = "strava",
) -> str:
    """Connects from the button to the end; returns the page that it ends on."""
    callback_url = give_consent(consent_page_for(client, provider), decision=decision, code=code, refuse=refuse)
    return follow_callback(client, callback_url)

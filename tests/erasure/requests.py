"""Asks for an erasure and confirms it, as an athlete does."""

import re
from typing import Any

from django.test import Client

from accounts.services.outbox import deliver_outbox
from accounts.services.run_erasures import run_due_erasures
from tests.accounts.clients import page_text, sent_mails
from tests.factories import PASSWORD

DELETION_PAGE = "/settings/danger/"
LINK = re.compile(r"https?://[^/]+(/erasure/[^/\"]+/)")


def request_link(client: Client, email: str = "alice@example.org", password: str = PASSWORD) -> str:
    """Returns the path of the link that the page shows, where no mail is sent."""
    page = page_text(client.post(DELETION_PAGE, {"email": email, "current_password": password}))
    link = LINK.search(page)
    assert link, page
    return link[1]


def mailed_link() -> str:
    """Returns the path of the link in the newest mail."""
    link = LINK.search(str(sent_mails()[-1].body))
    assert link
    return link[1]


def confirm(client: Client, email: str = "alice@example.org") -> str:
    """Asks for the link and confirms; returns its path."""
    path = request_link(client, email)
    response: Any = client.post(path)
    assert (response.status_code, response["Location"]) == (303, path)
    return path


def run_erasures(times: int = 3) -> None:
    """Goes on with all erasures and delivers the outbox, as a worker does within a few seconds."""
    from accounts.models import Erasure

    for _ in range(times):
        Erasure.objects.running().update(due_at="2020-01-01T00:00:00Z")
        run_due_erasures()
        deliver_outbox()


def erase(client: Client, email: str = "alice@example.org") -> str:
    """Erases the account of a signed-in client; returns the path of its receipt."""
    path = confirm(client, email)
    run_erasures()
    response: Any = Client().get(path)
    assert response.status_code == 303, page_text(response)
    return str(response["Location"])

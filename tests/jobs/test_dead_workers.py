"""The web process delivers the outbox while all workers are dead, so sign-up, reset and disconnecting finish."""

from datetime import timedelta

import pytest
import requests
from django.utils import timezone

from accounts.jobs.models import Worker
from accounts.models import Account, OutboxEntry
from accounts.scope import owner_scope
from activities.models import Activity
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.accounts.clients import CODE, NEW_PASSWORD
from tests.accounts.mail_servers import MailServer, mail_server
from tests.connections.test_disconnect import has_grant
from tests.jobs.browsers import anonymous_browser, signed_in_browser
from tests.jobs.processes import running_web
from tests.providers.conftest import sandbox
from tests.providers.factories import pulled
from tests.waiting import wait_until

__all__ = ["sandbox"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _dead_worker(transactional_db: None) -> None:
    """Leaves the row of a worker that was killed more than a minute ago."""
    Worker.objects.create(host="here", pid=1, seen_at=timezone.now() - timedelta(seconds=61), last_message_at=None)


def mailed_code(server: MailServer) -> str:
    """Waits for the first mail, and returns the code in it."""
    wait_until(lambda: bool(server.mails))
    (code,) = CODE.findall(server.mails[0].get_content().replace("\r", ""))
    return str(code)


def is_signed_in(browser: requests.Session, address: str) -> bool:
    return browser.get(f"{address}/settings/profile/", allow_redirects=False).status_code == 200


def test_a_sign_up_finishes_while_all_workers_are_dead() -> None:
    with mail_server() as server, running_web(EMAIL_URL=f"smtp://127.0.0.1:{server.port}", SIGNUP="open") as address:
        browser = anonymous_browser(address)
        form = {"email": "new@example.org", "password1": NEW_PASSWORD, "time_zone": "UTC"}
        assert browser.post(f"{address}/account/signup/", form).url.endswith("/account/confirm-email/")
        browser.post(f"{address}/account/confirm-email/", {"code": mailed_code(server)})
        assert is_signed_in(browser, address)


def test_a_reset_finishes_while_all_workers_are_dead(alice: Account) -> None:
    with mail_server() as server, running_web(EMAIL_URL=f"smtp://127.0.0.1:{server.port}") as address:
        browser = anonymous_browser(address)
        browser.post(f"{address}/account/password/", {"email": alice.email})
        browser.post(f"{address}/account/password/code/", {"code": mailed_code(server)})
        browser.post(f"{address}/account/password/new/", {"password1": NEW_PASSWORD})
        assert is_signed_in(browser, address)
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_disconnecting_ends_the_grant_while_all_workers_are_dead(sandbox: Sandbox, alice: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    environment = {"SANDBOX": "true", "SANDBOX_URL": sandbox.url, "SANDBOX_API_URL": sandbox.url}
    with running_web(**environment) as address:
        browser = signed_in_browser(alice, address)
        assert browser.post(f"{address}/connections/{athlete.connection.pk}/disconnect/").ok
        wait_until(lambda: not has_grant(sandbox, athlete.code))
        wait_until(lambda: not OutboxEntry.objects.exists())
        wait_until(lambda: not Connection.across_accounts.exists())
    assert not Activity.across_accounts.exists()

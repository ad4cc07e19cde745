"""Wrong passwords are counted for all processes of a fleet together."""

import pytest
import requests

from accounts.models import Account
from tests.jobs.browsers import anonymous_browser
from tests.jobs.processes import running_web
from tests.worker import PATIENCE_S

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]

TOO_MANY = "Too many tries"
ALLOWED = 5


def wrong(browser: requests.Session, address: str, account: Account) -> str:
    """The page that a wrong password ends in."""
    told = {"login": account.email, "password": "not it at all"}
    return browser.post(f"{address}/account/login/", data=told, timeout=PATIENCE_S).text


def test_two_web_processes_count_wrong_passwords_together(fleet: None, alice: Account) -> None:
    with running_web() as one, running_web() as other:
        browsers = {address: anonymous_browser(address) for address in (one, other)}
        for number in range(ALLOWED):
            address = (one, other)[number % 2]
            assert TOO_MANY not in wrong(browsers[address], address, alice)
        assert TOO_MANY in wrong(browsers[one], one, alice)
        assert TOO_MANY in wrong(browsers[other], other, alice)

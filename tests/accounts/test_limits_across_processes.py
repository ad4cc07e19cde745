"""Wrong passwords are counted for all processes of a fleet together."""

import pytest
import requests

from accounts.models import Account
from tests.jobs.browsers import anonymous_browser
from tests.jobs.processes import running_web
from tests.waiting import TIMEOUT_S

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]

TOO_MANY = "Too many attempts"
ALLOWED = 5


def post_wrong_password(browser: requests.Session, address: str, account: Account) -> str:
    """Sends a wrong password, and returns the page."""
    form = {"login": account.email, "password": "not it at all"}
    return browser.post(f"{address}/account/login/", data=form, timeout=TIMEOUT_S).text


def test_two_web_processes_count_wrong_passwords_together(fleet: None, alice: Account) -> None:
    with running_web() as first, running_web() as second:
        browsers = {address: anonymous_browser(address) for address in (first, second)}
        for number in range(ALLOWED):
            address = (first, second)[number % 2]
            assert TOO_MANY not in post_wrong_password(browsers[address], address, alice)
        assert TOO_MANY in post_wrong_password(browsers[first], first, alice)
        assert TOO_MANY in post_wrong_password(browsers[second], second, alice)

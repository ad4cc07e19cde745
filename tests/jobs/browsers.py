"""Sends requests to running web processes as a browser does, and measures them."""

import time
from typing import Any

import requests
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile
from tests.files_pages.uploads import gpx_ride, morning_of
from tests.waiting import TIMEOUT_S


def signed_in_browser(account: Account, address: str) -> requests.Session:
    """Returns a browser that is signed in as the account and can send forms."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser = requests.Session()
    browser.cookies.update({name: morsel.value for name, morsel in client.cookies.items()})
    browser.get(f"{address}/files/", timeout=TIMEOUT_S).raise_for_status()
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    return browser


def anonymous_browser(address: str) -> requests.Session:
    """Returns a browser that is not signed in and can send forms."""
    browser = requests.Session()
    browser.get(f"{address}/account/login/", timeout=TIMEOUT_S)
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    return browser


def response_time(browser: requests.Session, method: str, url: str, **options: Any) -> float:
    """Returns how long a response took, in seconds; it must be one that a person can read."""
    started_at = time.monotonic()
    response = browser.request(method, url, timeout=TIMEOUT_S, allow_redirects=False, **options)
    assert response.status_code < 500 or response.status_code == 503, (url, response.status_code)
    return time.monotonic() - started_at


def upload_file(browser: requests.Session, address: str, number: int) -> float:
    """Uploads a file as the page does, and returns how long that took, in seconds."""
    files = {"files": (f"{number}.gpx", gpx_ride(morning_of(number)))}
    return response_time(browser, "POST", f"{address}/files/", files=files)


def count_waiting_files(account: Account) -> int:
    """Returns how many files of the account are not read yet."""
    with owner_scope(account):
        return SourceFile.objects.waiting().count()

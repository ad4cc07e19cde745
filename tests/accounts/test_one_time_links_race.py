"""One-time links work once, even when two athletes or two clicks come at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Account
from accounts.services.links import create_first_account_link


def save_slowly(account: Account) -> None:
    """Saves the account late, so that the other request comes in between."""
    time.sleep(0.3)
    super(Account, account).save()


def post(address: str, email: str) -> int:
    try:
        path = "/" + address.split("/", 3)[3]
        return Client().post(path, {"email": email, "password": "three or four words"}).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("links", [1, 2])
def test_two_posts_at_once_create_one_account(links: int) -> None:
    addresses = [str(create_first_account_link()) for _ in range(links)]
    with patch.object(Account, "save", save_slowly), ThreadPoolExecutor(2) as threads:
        responses = list(threads.map(post, [addresses[0], addresses[-1]], ["first@example.org", "second@example.org"]))
    assert sorted(responses) == [302, 410]
    assert Account.objects.count() == 1

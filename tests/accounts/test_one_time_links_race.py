"""Two people, or two clicks, open one-time links at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Account
from accounts.services.links import create_first_account_link

save = Account.save


def slowly(account: Account, **options: object) -> None:
    """Leaves the other one time to come in between."""
    time.sleep(0.3)
    save(account, **options)


def post(address: str, email: str) -> int:
    try:
        path = "/" + address.split("/", 3)[3]
        return Client().post(path, {"email": email, "password": "three or four words"}).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("links", [1, 2])
def test_two_posts_at_once_make_one_account(links: int) -> None:
    addresses = [str(create_first_account_link()) for _ in range(links)]
    with patch.object(Account, "save", slowly), ThreadPoolExecutor(2) as both:
        answers = list(both.map(post, [addresses[0], addresses[-1]], ["one@example.org", "two@example.org"]))
    assert sorted(answers) == [302, 410]
    assert Account.objects.count() == 1

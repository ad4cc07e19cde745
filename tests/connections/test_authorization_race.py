"""Takes several answers of consent pages at once: each replaces the one before, and none fails."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import OAuthState
from providers.sandbox.server import Sandbox
from tests.connections.clients import consent_page_for, give_consent

ANSWERS, ROUNDS = 4, 5

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_answers_at_once_replace_each_other_and_none_fails(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    athlete = sandbox.database.athletes.create("small")
    for _ in range(ROUNDS):
        urls = [give_consent(consent_page_for(alice_client), code=athlete) for _ in range(ANSWERS)]
        paths, barrier = [url.partition("testserver")[2] for url in urls], Barrier(ANSWERS)

        def answer(path: str, barrier: Barrier = barrier) -> int:
            client = Client()
            client.cookies.update(alice_client.cookies)
            barrier.wait()
            try:
                return int(client.get(path).status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(ANSWERS) as pool:
            assert set(pool.map(answer, paths)) == {303}
        with owner_scope(alice):
            assert OAuthState.objects.count() == 1

"""An account is closed while a worker writes for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.lock_account import lock_account
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_erasure
from activities.models import Upload
from tests.waiting import TIMEOUT_S


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_a_worker_and_deletes_what_it_commits(alice: Account) -> None:
    writing, waiting = Event(), Event()

    def work() -> None:
        try:
            with owner_scope(alice), transaction.atomic():
                lock_account()
                Upload().save()
                writing.set()
                waiting.wait(TIMEOUT_S)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        written = worker.submit(work)
        writing.wait(TIMEOUT_S)
        waiting.set()
        erasure = start_erasure(alice.pk)
        written.result()
    assert Upload.across_accounts.exists(), "the worker wrote nothing"
    assert run_erasure(erasure.pk)
    assert not Account.objects.exists()
    assert not Upload.across_accounts.exists()

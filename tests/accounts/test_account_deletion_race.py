"""An account is deleted while a worker writes for it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.lock_account import lock_account
from activities.models import Upload
from tests.waiting import TIMEOUT_S
from tracekit_site.services.delete_account import delete_account


@pytest.mark.django_db(transaction=True)
def test_a_deletion_waits_for_a_worker_and_deletes_what_it_commits(alice: Account) -> None:
    writing = Event()

    def work() -> None:
        try:
            with owner_scope(alice), transaction.atomic():
                lock_account()
                Upload().save()
                writing.set()
                time.sleep(0.3)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker, owner_scope(alice):
        written = worker.submit(work)
        writing.wait(TIMEOUT_S)
        delete_account()
        written.result()
    assert not Account.objects.exists()
    assert not Upload.across_accounts.exists()

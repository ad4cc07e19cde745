"""Sends requests while a worker reads files, and measures what they wait for."""

import io
import json
import subprocess
import threading
import time
from statistics import quantiles
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.jobs.services.run import run_next
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Upload
from activities.record import ActivityRecord
from activities.services.delete import delete_upload
from activities.services.receive import IncomingFile, receive_files
from bench.history import store_history
from bench.query_timer import QueryTimer

BATCH_SIZE = 20


class FileCost(NamedTuple):
    """Holds the milliseconds that a file took: of the clock, and of the processor in the worker and its parser."""

    clock: float
    processor: float


class DatabaseWaits:
    """Collects the milliseconds that requests spend in the database while a worker writes."""

    def __init__(self) -> None:
        self.pages: list[float] = []
        self.uploads: list[float] = []

    def collect(self, worker: subprocess.Popen[str], owner: Account) -> None:
        """Sends requests from three threads until the worker ends: two load pages, one uploads."""
        threads = [
            threading.Thread(target=self._send, args=(worker, owner, uploads)) for uploads in (False, False, True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def report(self) -> None:
        """Prints how many requests there were, and what they waited at the 95th percentile and at most."""
        for name, waits in (("page loads", self.pages), ("uploads", self.uploads)):
            print(f"{name}: {len(waits)}, 95 % within {quantiles(waits, n=20)[-1]:.1f} ms, most {max(waits):.1f} ms")

    def _send(self, worker: subprocess.Popen[str], owner: Account, uploads: bool) -> None:
        client, number = sign_in(owner), 0
        while worker.poll() is None:
            number += 1
            timer = QueryTimer()
            with connection.execute_wrapper(timer):
                if uploads:
                    _upload(client, number)
                else:
                    client.get(("/files/", "/calendar/2020/", "/calendar/2020/05/")[number % 3])
            (self.uploads if uploads else self.pages).append(timer.ms)
            time.sleep(0.2)
        connection.close()


def _upload(client: Client, number: int) -> None:
    response = client.post("/files/", {"files": SimpleUploadedFile("note.txt", f"no activity {number}".encode())})
    assert response.status_code in (200, 302, 303), response.status_code


def run_due_jobs() -> None:
    """Runs jobs in this process until none is due."""
    while run_next():
        pass


def create_account(name: str) -> Account:
    """Creates an account with an e-mail address of its own."""
    return Account.objects.create_user(f"{name}-{time.time_ns()}@example.org")


def sign_in(owner: Account) -> Client:
    """Returns a client that is signed in."""
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read_beside_requests(
    owner: Account, files: list[tuple[str, bytes]], waits: DatabaseWaits, command: list[str]
) -> FileCost:
    """Uploads, lets a worker read beside requests, and deletes the upload; returns what a file took."""
    with owner_scope(owner):
        upload = Upload.objects.create()
        for place in range(0, len(files), BATCH_SIZE):
            batch = files[place : place + BATCH_SIZE]
            receive_files(upload, [IncomingFile(name, io.BytesIO(data)) for name, data in batch])
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    waits.collect(worker, owner)
    seconds: list[float] = json.loads(worker.communicate()[0])
    with owner_scope(owner):
        delete_upload(upload)
        run_due_jobs()
    return FileCost(*(total / len(files) * 1000 for total in seconds))


def measure_pages(history: list[ActivityRecord], full: Account) -> None:
    """Prints queries, size and time of the year and the month page, with 20 activities and with all."""
    small = create_account("small")
    store_history(small, history[-20:])
    day = history[-1].started_at
    for page in (f"/calendar/{day.year}/", f"/calendar/{day.year}/{day.month:02}/"):
        for owner, name in ((small, "20"), (full, f"{len(history)}")):
            client = sign_in(owner)
            client.get(page)
            start = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(page)
            page_ms = (time.perf_counter() - start) * 1000
            assert response.status_code == 200, response.status_code
            size_kb = len(response.content) / 1000
            print(f"{page} with {name} activities: {len(queries)} queries, {size_kb:.0f} kB, {page_ms:.0f} ms")

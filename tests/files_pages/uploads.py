"""Generates small files, and uploads them as a browser does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.scope import crossing
from activities.models import SourceFile
from providers.sandbox.writers import gpx
from tests.markup import get_page, visible_text
from tests.run_jobs import run_jobs

MORNING = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
"""This is 06:30 in Vienna, on a Wednesday."""


def gpx_ride(
    start: datetime = MORNING, name: str = "", kind: str = "cycling", seconds: int = 3600, delay_s: int = 0
) -> bytes:
    """Returns a GPX file of one track, with a point every 30 seconds, that starts `delay_s` after `start`."""
    points = gpx.points(start + timedelta(seconds=delay_s), seconds, step=30)
    return gpx.gpx(gpx.track(points, name=name, kind=kind)).encode()


def morning_of(day: int) -> datetime:
    """Returns the morning that many days later."""
    return MORNING + timedelta(days=day)


def post_files(client: Client, *files: tuple[str, bytes], **fields: object) -> Any:
    """Posts the files as a plain form does."""
    return client.post("/files/", {"files": [SimpleUploadedFile(*file) for file in files], **fields})


def upload_and_read(client: Client, *files: tuple[str, bytes]) -> None:
    """Posts the files and reads them."""
    assert post_files(client, *files).status_code == 303
    run_jobs()


def get_text(client: Client, address: str = "/files/") -> str:
    """Returns the text of a page."""
    return visible_text(get_page(client, address))


@crossing()
def file_id(name: str) -> str:
    """Returns the id of the file with that name, whoever has it."""
    return str(SourceFile.across_accounts.get(name=name).pk)

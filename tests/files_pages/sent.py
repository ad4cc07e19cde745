"""Files for the pages, small and made up, and the ways they come in."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from activities.models import SourceFile
from providers.sandbox.writers import gpx
from tests.markup import compact
from tests.run_jobs import run_jobs

MORNING = datetime(2026, 5, 6, 4, 30, tzinfo=UTC)
"""06:30 in Vienna, on a Wednesday."""


def ride(start=MORNING, name="", kind="cycling", seconds=3600, later=0) -> bytes:
    """A GPX file of one track, a point every 30 seconds; `later` moves it by seconds."""
    begin = start + timedelta(seconds=later)
    return gpx.gpx(gpx.track(gpx.points(begin, seconds, step=30), name=name, kind=kind)).encode()


def day(number: int) -> datetime:
    """The morning of another day."""
    return MORNING + timedelta(days=number)


def send(client: Client, *files: tuple[str, bytes], **fields: object):
    """Posts the files as a plain form does."""
    return client.post("/files/", {"files": [SimpleUploadedFile(*file) for file in files], **fields})


def bring(client: Client, *files: tuple[str, bytes]) -> None:
    """Posts the files and reads them."""
    assert send(client, *files).status_code == 303
    run_jobs()


def page(client: Client, address="/files/") -> str:
    """The text of a page."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return compact(answer.content.decode())


def plain(text: str) -> str:
    """The words of a page: without tags, with plain spaces."""
    import re
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())


def words(client: Client, address="/files/") -> str:
    """The words of a page."""
    return plain(page(client, address))


def id_of(name: str) -> str:
    """The id of the file with that name, whoever has it."""
    return str(SourceFile.across_accounts.get(name=name).pk)


def zipped(*files: tuple[str, bytes]) -> bytes:
    """An archive of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()

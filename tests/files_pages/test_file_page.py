"""Tests the page of one file, and the download of its bytes."""

import gzip
import hashlib
import re
from typing import Any

import pytest
from django.test import Client

from activities.models import SourceFile
from matching.models import Workout
from providers.sandbox.writers import fit
from tests.files_pages.uploads import file_id, get_text, gpx_ride, post_files, upload_and_read
from tests.markup import get_page

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def get_original(client: Client, name: str, method: str = "get") -> tuple[Any, bytes]:
    """Returns the response to a download and its body."""
    response = getattr(client, method)(f"/files/{file_id(name)}/original/")
    return response, b"".join(response)


def test_every_stored_field_is_shown(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.fit", fit.hour_ride()))
    text = get_text(alice_client, f"/files/{file_id('ride.fit')}/")
    for expected in (
        "FIT, ",
        "DeviceGarmin Edge 530",
        "SportRide",
        "Elapsed1:00:00",
        "Distance25.00",
        "Gearnot given",
        "Calendar daySunday, May 3, 2026",
        f"File fingerprint{hashlib.sha256(fit.hour_ride()).hexdigest()[:12]}…",
    ):
        assert expected in text
    assert not re.search("[0-9a-f]{64}", text)


def test_the_workouts_are_linked(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride(name="Three passes")))
    markup = get_page(alice_client, f"/files/{file_id('ride.gpx')}/")
    workout = Workout.across_accounts.get().pk
    assert f'<a href="/workouts/{workout}/">Three passes</a>' in markup


def test_a_refused_file_and_a_copy_have_a_page_without_a_download(alice_client: Client) -> None:
    upload_and_read(alice_client, ("no.gpx", b"nothing"), ("a.gpx", gpx_ride()), ("again.gpx", gpx_ride()))
    assert "not saved" in get_text(alice_client, f"/files/{file_id('no.gpx')}/")
    assert "Already here as a.gpx." in get_text(alice_client, f"/files/{file_id('again.gpx')}/")
    for name in ("no.gpx", "again.gpx"):
        assert "Download" not in get_text(alice_client, f"/files/{file_id(name)}/")
        assert get_original(alice_client, name)[0].status_code == 404


def test_the_original_is_downloaded_byte_for_byte(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert get_original(alice_client, "ride.gpx")[1] == gpx_ride()


def test_a_browser_saves_the_original_and_never_runs_it(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    headers = get_original(alice_client, "ride.gpx")[0].headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="ride.gpx"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_gz_file_is_downloaded_unpacked_without_its_ending(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx.gz", gzip.compress(gpx_ride())))
    response, body = get_original(alice_client, "ride.gpx.gz")
    assert response.headers["Content-Disposition"] == 'attachment; filename="ride.gpx"'
    assert body == gpx_ride()


def test_a_gz_file_that_waits_keeps_its_name(alice_client: Client) -> None:
    post_files(alice_client, ("ride.gpx.gz", gzip.compress(gpx_ride())))
    assert 'filename="ride.gpx.gz"' in get_original(alice_client, "ride.gpx.gz")[0].headers["Content-Disposition"]


def test_a_download_keeps_a_name_of_any_script(alice_client: Client) -> None:
    upload_and_read(alice_client, ('Tour "Süd" 山.gpx', gpx_ride()))
    disposition = get_original(alice_client, 'Tour "Süd" 山.gpx')[0].headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Tour%20%22S%C3%BCd%22%20%E5%B1%B1.gpx"


def test_the_original_can_only_be_read(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert get_original(alice_client, "ride.gpx", "head")[0].status_code == 200
    for method in ("post", "put", "delete"):
        assert get_original(alice_client, "ride.gpx", method)[0].status_code == 405


def test_bytes_that_the_storage_has_lost_are_not_found(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    file = SourceFile.across_accounts.get()
    file.content.storage.delete(file.content.name)
    assert get_original(alice_client, "ride.gpx")[0].status_code == 404

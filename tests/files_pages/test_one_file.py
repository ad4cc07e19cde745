"""The page of one file, and its bytes."""

import gzip

import pytest
from django.http import HttpResponse

from activities.models import SourceFile
from matching.models import Workout
from providers.sandbox.writers import fit
from tests.files_pages.sent import bring, id_of, page, ride, send, words

pytestmark = pytest.mark.usefixtures("file_store")


def original(client, name: str, method="get") -> tuple[HttpResponse, bytes]:
    """The answer and its body."""
    answer = getattr(client, method)(f"/files/{id_of(name)}/original/")
    return answer, b"".join(answer)


def test_every_stored_field_is_shown(alice_client):
    bring(alice_client, ("ride.fit", fit.hour_ride()))
    said = words(alice_client, f"/files/{id_of('ride.fit')}/")
    for words_of_it in (
        "FIT, ",
        "DeviceGarmin Edge 530",
        "SportRide",
        "Elapsed1:00:00",
        "Distance25.00",
        "Gearnot given",
        "Day in the calendarSunday 3 May 2026",
        "Id of the activity",
    ):
        assert words_of_it in said


def test_the_workouts_are_linked(alice_client):
    bring(alice_client, ("ride.gpx", ride(name="Three passes")))
    html = page(alice_client, f"/files/{id_of('ride.gpx')}/")
    workout = Workout.across_accounts.get().pk
    assert f'<a href="/workouts/{workout}/">Three passes</a>' in html


def test_a_refused_and_a_known_file_have_a_page_without_a_download(alice_client):
    bring(alice_client, ("no.gpx", b"nothing"), ("a.gpx", ride()), ("again.gpx", ride()))
    assert "Nothing was kept" in words(alice_client, f"/files/{id_of('no.gpx')}/")
    assert "Already here as a.gpx." in words(alice_client, f"/files/{id_of('again.gpx')}/")
    for name in ("no.gpx", "again.gpx"):
        assert "Download" not in words(alice_client, f"/files/{id_of(name)}/")
        assert original(alice_client, name)[0].status_code == 404


def test_the_original_comes_back_byte_for_byte(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert original(alice_client, "ride.gpx")[1] == ride()


def test_the_original_is_saved_and_never_run(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    headers = original(alice_client, "ride.gpx")[0].headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="ride.gpx"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_packed_file_comes_back_unpacked_under_the_right_name(alice_client):
    bring(alice_client, ("ride.gpx.gz", gzip.compress(ride())))
    answer, body = original(alice_client, "ride.gpx.gz")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ride.gpx"'
    assert body == ride()


def test_a_packed_file_that_waits_keeps_its_name(alice_client):
    send(alice_client, ("ride.gpx.gz", gzip.compress(ride())))
    assert 'filename="ride.gpx.gz"' in original(alice_client, "ride.gpx.gz")[0].headers["Content-Disposition"]


def test_names_of_any_script_come_back(alice_client):
    bring(alice_client, ('Tour "Süd" 山.gpx', ride()))
    disposition = original(alice_client, 'Tour "Süd" 山.gpx')[0].headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Tour%20%22S%C3%BCd%22%20%E5%B1%B1.gpx"


def test_the_original_is_only_looked_at(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert original(alice_client, "ride.gpx", "head")[0].status_code == 200
    for method in ("post", "put", "delete"):
        assert original(alice_client, "ride.gpx", method)[0].status_code == 405


def test_bytes_that_the_store_has_lost_are_not_found(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    file = SourceFile.across_accounts.get()
    file.content.storage.delete(file.content.name)
    assert original(alice_client, "ride.gpx")[0].status_code == 404

"""Files on their way in."""

import hashlib
import json

import pytest
from django.test import Client

from activities.models import SourceFile, Upload
from activities.services.delete import delete_source_files
from tests.files_pages.sent import bring, day, plain, ride, send, words
from tests.files_pages.test_delete import stored_bytes
from tests.run_jobs import run_jobs


def start(client: Client) -> str:
    return str(client.post("/files/uploads/").json()["upload"])


def claim(client: Client, upload: str, *names: str, data=b""):
    """Asks whether the bytes are known, under these names."""
    sha256 = hashlib.sha256(data).hexdigest()
    said = {"upload": upload, "files": [{"name": name, "sha256": sha256} for name in names]}
    return client.post("/files/known/", json.dumps(said), content_type="application/json")


def test_without_script_the_answer_leads_to_the_list(alice_client):
    answer = send(alice_client, ("ride.gpx", ride()))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/files/")


def test_parcels_of_one_upload_belong_together(alice_client):
    upload = start(alice_client)
    for number in range(2):
        assert send(alice_client, (f"{number}.gpx", ride(day(number))), upload=upload).json() == {"received": 1}
    assert SourceFile.across_accounts.filter(upload=upload).count() == 2


def test_nothing_chosen_is_said(alice_client):
    answer = send(alice_client)
    assert answer.status_code == 400
    assert "No file was chosen, so nothing was kept. Choose one or more files first." in plain(answer.content.decode())
    assert not Upload.across_accounts.exists()


def test_more_than_a_hundred_at_once_are_answered_in_words(alice_client):
    answer = send(alice_client, *[(f"{number}.gpx", b"x") for number in range(101)])
    assert answer.status_code == 413
    assert "Nothing of it was kept" in plain(answer.content.decode())
    assert not SourceFile.across_accounts.exists()


def test_a_request_that_is_too_large_is_not_even_looked_at(alice_client, monkeypatch):
    monkeypatch.setattr("tracekit_site.middleware.MAX_UPLOAD_SIZE", 1000)
    answer = send(alice_client, ("ride.gpx", ride()))
    assert answer.status_code == 413
    assert not SourceFile.across_accounts.exists()


def test_files_known_by_hash_are_listed_without_being_sent(alice_client):
    bring(alice_client, ("first.gpx", ride()))
    answer = claim(alice_client, start(alice_client), "again.gpx", "third.gpx", data=ride())
    assert answer.json() == {"known": [hashlib.sha256(ride()).hexdigest()]}
    assert words(alice_client).count("Already here as first.gpx. Kept once.") == 2


def test_an_unknown_hash_is_to_be_sent(alice_client):
    assert claim(alice_client, start(alice_client), "new.gpx", data=ride()).json() == {"known": []}
    assert not SourceFile.across_accounts.exists()


def test_another_persons_file_is_not_known(alice_client, mallory_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert claim(mallory_client, start(mallory_client), "mine.gpx", data=ride()).json() == {"known": []}


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"upload": "x"}', '{"upload": "x", "files": [{"name": "a", "sha256": "b"}]}']
)
def test_nonsense_about_known_files_is_refused(alice_client, said):
    assert alice_client.post("/files/known/", said, content_type="application/json").status_code == 400


def test_more_than_a_hundred_hashes_at_once_are_refused(alice_client):
    assert claim(alice_client, start(alice_client), *["a"] * 101).status_code == 400


@pytest.mark.parametrize("upload", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_an_upload_that_is_not_there_is_not_found(alice_client, upload):
    assert send(alice_client, ("ride.gpx", ride()), upload=upload).status_code == 404
    assert claim(alice_client, upload, "ride.gpx").status_code == 404


def test_another_persons_upload_is_not_found(alice_client, mallory_client):
    upload = start(alice_client)
    assert send(mallory_client, ("ride.gpx", ride()), upload=upload).status_code == 404
    assert claim(mallory_client, upload, "ride.gpx").status_code == 404
    assert not SourceFile.across_accounts.exists()


@pytest.mark.parametrize("address", ["/files/", "/files/uploads/", "/files/known/", "/files/resume/"])
def test_every_post_needs_the_forms_token(alice_client, address):
    alice_client.handler.enforce_csrf_checks = True
    assert alice_client.post(address, {"a": "b"}).status_code == 403
    assert not Upload.across_accounts.exists()


@pytest.mark.parametrize("address", ["/files/uploads/", "/files/known/", "/files/resume/"])
def test_nothing_is_done_by_looking(alice_client, address):
    assert alice_client.get(address).status_code == 405


@pytest.mark.parametrize("address", ["/files/", "/files/run/", "/files/report/", "/files/uploads/"])
def test_a_stranger_is_asked_to_sign_in(client, db, address):
    answer = client.post(address) if address.endswith("uploads/") else client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_copy_of_a_file_that_is_still_waiting_is_said_at_once(alice_client):
    send(alice_client, ("first.gpx", ride()), ("again.gpx", ride()))
    assert "Already here as first.gpx. Kept once." in words(alice_client)
    run_jobs()
    assert "New workout:" in words(alice_client)


@pytest.mark.parametrize("said", ["[" * 100_000, '{"upload":' * 100_000, '"\\ud800"', "9" * 5000])
def test_json_that_only_an_attacker_writes_is_refused(alice_client, said):
    assert alice_client.post("/files/known/", said, content_type="application/json").status_code == 400


def test_a_form_instead_of_json_is_refused(alice_client):
    alice_client.handler.enforce_csrf_checks = True
    token = alice_client.get("/files/").context["csrf_token"]
    answer = alice_client.post("/files/known/", {"csrfmiddlewaretoken": str(token), "files": "x"})
    assert answer.status_code == 400


def test_an_upload_that_is_deleted_while_files_come_keeps_nothing_of_them(alice, alice_client, monkeypatch):
    upload = start(alice_client)
    monkeypatch.setattr("activities.services.receive.lock_account", Upload.across_accounts.all().delete)
    assert send(alice_client, ("ride.gpx", ride()), upload=upload).status_code == 404
    assert not stored_bytes(alice)
    assert not SourceFile.across_accounts.exists()


def test_an_upload_that_is_deleted_while_hashes_come_lists_nothing(alice_client, monkeypatch):
    bring(alice_client, ("first.gpx", ride()))
    upload = start(alice_client)
    gone = Upload.across_accounts.filter(pk=upload).delete
    monkeypatch.setattr("activities.services.receive_known.lock_account", gone)
    assert claim(alice_client, upload, "again.gpx", data=ride()).status_code == 404
    assert SourceFile.across_accounts.count() == 1


def test_a_file_whose_first_is_deleted_while_it_comes_is_kept(alice_client, monkeypatch):
    bring(alice_client, ("first.gpx", ride()))
    monkeypatch.setattr("activities.services.receive.lock_account", delete_all_files)
    send(alice_client, ("second.gpx", ride()))
    monkeypatch.undo()
    run_jobs()
    assert "New workout:" in words(alice_client)


def delete_all_files() -> None:
    """What another browser does."""
    delete_source_files(list(SourceFile.objects.all()))

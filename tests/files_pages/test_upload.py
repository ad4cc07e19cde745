"""Tests how files are uploaded, with and without a script."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from activities.models import SourceFile, Upload
from activities.services.delete import delete_source_files
from tests.files_pages.test_delete_files import stored_file_names
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import visible_text
from tests.run_jobs import run_jobs


def start_upload(client: Client) -> str:
    """Starts an upload as the script does, and returns its id."""
    return str(client.post("/files/uploads/").json()["upload"])


def post_known_files(client: Client, upload: str, *names: str, data: bytes = b"") -> Any:
    """Posts the hash of the bytes under these names, as the script does before it sends them."""
    sha256 = hashlib.sha256(data).hexdigest()
    body = {"upload": upload, "files": [{"name": name, "sha256": sha256} for name in names]}
    return client.post("/files/known/", json.dumps(body), content_type="application/json")


def test_a_form_without_a_script_leads_to_the_list(alice_client: Client) -> None:
    response = post_files(alice_client, ("ride.gpx", gpx_ride()))
    assert (response.status_code, response.headers["Location"]) == (303, "/files/")


def post_part(client: Client, headers: bytes, body: bytes) -> Any:
    """Posts a form of two files, of which the first has these headers."""
    parts = [headers + b"\r\n\r\n" + body, b'Content-Disposition: form-data; name="files"; filename="b.gpx"\r\n\r\nb']
    data = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return client.post("/files/", data, content_type="multipart/form-data; boundary=limit")


@pytest.mark.parametrize(
    ("name", "display_name"),
    [
        (b'filename=""', "unnamed"),
        (b'filename="."', "unnamed"),
        (b'filename=".."', "unnamed"),
        (b'filename="a/.."', "unnamed"),
        (b'filename="&#46;&#46;"', "unnamed"),
        (b'filename="\x01"', "unnamed"),
        (b'filename="\xff\xfe.gpx"', "\ufffd\ufffd.gpx"),
        (b"filename*=UTF-8''%FF.gpx", "\ufffd.gpx"),
        (b"filename*=no-such-set''%FF.gpx", "unnamed"),
        (b'filename="' + b"&#128690;" * 250 + b'.gpx"', "\N{BICYCLE}" * 100),
        (b'filename="a\\"b.gpx"', 'a"b.gpx'),
        (b'filename="a;b.gpx"', "a;b.gpx"),
    ],
)
def test_a_file_of_any_name_is_taken_with_the_others(alice_client: Client, name: bytes, display_name: str) -> None:
    response = post_part(alice_client, b'Content-Disposition: form-data; name="files"; ' + name, b"not an activity")
    assert response.status_code == 303
    names = list(SourceFile.across_accounts.order_by("size").values_list("name", flat=True))
    assert names == ["b.gpx", display_name]


def test_headers_of_several_kilobytes_refuse_no_batch(alice_client: Client) -> None:
    headers = b'X-Long: %b\r\nContent-Disposition: form-data; name="files"; filename="a.gpx"' % (b"x" * 3000)
    assert post_part(alice_client, headers, b"a").status_code == 303
    assert SourceFile.across_accounts.count() == 2


def test_batches_of_one_upload_belong_together(alice_client: Client) -> None:
    upload = start_upload(alice_client)
    for number in range(2):
        assert post_files(alice_client, (f"{number}.gpx", gpx_ride(morning_of(number))), upload=upload).json() == {
            "received": 1
        }
    assert SourceFile.across_accounts.filter(upload=upload).count() == 2


def test_an_upload_without_a_file_is_refused_with_advice(alice_client: Client) -> None:
    response = post_files(alice_client)
    assert response.status_code == 400
    assert "No file was chosen. Choose one or more files first." in visible_text(response.content.decode())
    assert not Upload.across_accounts.exists()


def test_more_than_a_hundred_files_at_once_are_refused(alice_client: Client) -> None:
    response = post_files(alice_client, *[(f"{number}.gpx", b"x") for number in range(101)])
    assert response.status_code == 413
    assert "Nothing was saved" in visible_text(response.content.decode())
    assert not SourceFile.across_accounts.exists()


def test_a_request_that_is_too_large_is_refused(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracekit_site.body_limits.MAX_UPLOAD_SIZE", 1000)
    response = post_files(alice_client, ("ride.gpx", gpx_ride()))
    assert response.status_code == 413
    assert not SourceFile.across_accounts.exists()


def test_files_known_by_hash_are_listed_without_being_sent(alice_client: Client) -> None:
    upload_and_read(alice_client, ("first.gpx", gpx_ride()))
    response = post_known_files(alice_client, start_upload(alice_client), "again.gpx", "third.gpx", data=gpx_ride())
    assert response.json() == {"known": [hashlib.sha256(gpx_ride()).hexdigest()]}
    assert get_text(alice_client).count("Already here as first.gpx. Kept once.") == 2


def test_a_file_with_an_unknown_hash_is_not_listed(alice_client: Client) -> None:
    assert post_known_files(alice_client, start_upload(alice_client), "new.gpx", data=gpx_ride()).json() == {
        "known": []
    }
    assert not SourceFile.across_accounts.exists()


def test_another_persons_file_is_not_known(alice_client: Client, mallory_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert post_known_files(mallory_client, start_upload(mallory_client), "own.gpx", data=gpx_ride()).json() == {
        "known": []
    }


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"upload": "x"}', '{"upload": "x", "files": [{"name": "a", "sha256": "b"}]}']
)
def test_a_malformed_list_of_known_files_is_refused(alice_client: Client, body: str) -> None:
    assert alice_client.post("/files/known/", body, content_type="application/json").status_code == 400


def test_more_than_a_hundred_hashes_at_once_are_refused(alice_client: Client) -> None:
    assert post_known_files(alice_client, start_upload(alice_client), *["a"] * 101).status_code == 400


@pytest.mark.parametrize("upload", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_an_unknown_upload_is_not_found(alice_client: Client, upload: str) -> None:
    assert post_files(alice_client, ("ride.gpx", gpx_ride()), upload=upload).status_code == 404
    assert post_known_files(alice_client, upload, "ride.gpx").status_code == 404


def test_another_persons_upload_is_not_found(alice_client: Client, mallory_client: Client) -> None:
    upload = start_upload(alice_client)
    assert post_files(mallory_client, ("ride.gpx", gpx_ride()), upload=upload).status_code == 404
    assert post_known_files(mallory_client, upload, "ride.gpx").status_code == 404
    assert not SourceFile.across_accounts.exists()


@pytest.mark.parametrize("address", ["/files/", "/files/uploads/", "/files/known/", "/files/resume/"])
def test_every_post_needs_the_forms_token(alice_client: Client, address: str) -> None:
    alice_client.handler.enforce_csrf_checks = True
    assert alice_client.post(address, {"a": "b"}).status_code == 403
    assert not Upload.across_accounts.exists()


@pytest.mark.parametrize("address", ["/files/uploads/", "/files/known/", "/files/resume/"])
def test_an_address_that_only_takes_posts_refuses_a_get(alice_client: Client, address: str) -> None:
    assert alice_client.get(address).status_code == 405


@pytest.mark.parametrize("address", ["/files/", "/files/run/", "/files/report/", "/files/uploads/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, address: str) -> None:
    response = client.post(address) if address.endswith("uploads/") else client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_a_copy_of_a_file_that_still_waits_is_recognized_at_once(alice_client: Client) -> None:
    post_files(alice_client, ("first.gpx", gpx_ride()), ("again.gpx", gpx_ride()))
    assert "Already here as first.gpx. Kept once." in get_text(alice_client)
    run_jobs()
    assert "New workout:" in get_text(alice_client)


@pytest.mark.parametrize("body", ["[" * 100_000, '{"upload":' * 100_000, '"\\ud800"', "9" * 5000])
def test_hostile_json_is_refused(alice_client: Client, body: str) -> None:
    assert alice_client.post("/files/known/", body, content_type="application/json").status_code == 400


def test_a_form_instead_of_json_is_refused(alice_client: Client) -> None:
    alice_client.handler.enforce_csrf_checks = True
    token = alice_client.get("/files/").context["csrf_token"]
    response = alice_client.post("/files/known/", {"csrfmiddlewaretoken": str(token), "files": "x"})
    assert response.status_code == 400


def test_an_upload_that_is_deleted_while_files_arrive_keeps_none_of_them(
    alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = start_upload(alice_client)
    monkeypatch.setattr("activities.services.receive.lock_account", Upload.across_accounts.all().delete)
    assert post_files(alice_client, ("ride.gpx", gpx_ride()), upload=upload).status_code == 404
    assert not stored_file_names(alice)
    assert not SourceFile.across_accounts.exists()


def test_an_upload_that_is_deleted_while_hashes_arrive_is_not_found(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_and_read(alice_client, ("first.gpx", gpx_ride()))
    upload = start_upload(alice_client)
    delete_upload = Upload.across_accounts.filter(pk=upload).delete
    monkeypatch.setattr("activities.services.receive_known.lock_account", delete_upload)
    assert post_known_files(alice_client, upload, "again.gpx", data=gpx_ride()).status_code == 404
    assert SourceFile.across_accounts.count() == 1


def test_a_copy_is_kept_when_the_original_is_deleted_while_it_arrives(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_and_read(alice_client, ("first.gpx", gpx_ride()))
    monkeypatch.setattr("activities.services.receive.lock_account", delete_all_files)
    post_files(alice_client, ("second.gpx", gpx_ride()))
    monkeypatch.undo()
    run_jobs()
    assert "New workout:" in get_text(alice_client)


def delete_all_files() -> None:
    """Deletes all files of the current owner, as another browser could meanwhile."""
    delete_source_files(list(SourceFile.objects.all()))

"""Tests that files are deleted after one question, with their bytes, activities and workouts."""

import gzip

import pytest
from django.test import Client

from accounts.models import Account
from activities.models import Activity, SourceFile, Upload
from activities.storage.source_files import source_file_storage
from matching.models import Workout
from tests.files_pages.uploads import file_id, get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def stored_file_names(account: Account) -> list[str]:
    """Returns the names of the files in the account's folder of the storage."""
    return source_file_storage().listdir(str(account.pk))[1]


def test_a_get_only_asks(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    text = get_text(alice_client, f"/files/{file_id('ride.gpx')}/delete/")
    assert "Delete ride.gpx and its activity?" in text
    assert "This cannot be undone." in text
    assert SourceFile.across_accounts.exists()


def test_the_question_counts_the_copies_that_are_deleted_too(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()), ("again.gpx", gpx_ride()))
    assert "It was uploaded 2 times, and all of these entries are deleted." in get_text(
        alice_client, f"/files/{file_id('ride.gpx')}/delete/"
    )


def test_everything_of_a_file_is_deleted_before_the_response(alice: Account, alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert stored_file_names(alice)
    assert alice_client.post(f"/files/{file_id('ride.gpx')}/delete/").status_code == 303
    assert not stored_file_names(alice)
    assert not Activity.across_accounts.exists()
    assert not Workout.across_accounts.exists()
    assert not SourceFile.across_accounts.exists()


def test_the_remaining_files_are_matched_again(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(delay_s=3)))
    assert "Joined" in get_text(alice_client)
    alice_client.post(f"/files/{file_id('a.gpx')}/delete/")
    assert "New workout:" in get_text(alice_client)
    assert "Joined" not in get_text(alice_client)


def test_deleting_leads_back_to_the_same_page_with_the_next_file_in_focus(alice_client: Client) -> None:
    upload_and_read(alice_client, *[(f"{number}.gpx", b"%d" % number) for number in range(60)])
    newest_first = [file.name for file in SourceFile.across_accounts.order_by("-uploaded_at", "id")]
    deleted, following = newest_first[52], newest_first[53]
    response = alice_client.post(f"/files/{file_id(deleted)}/delete/?page=2")
    assert response.headers["Location"] == f"/files/?page=2&focus={file_id(following)}"
    assert f'id="file-{file_id(following)}" href="/files/{file_id(following)}/" autofocus' in get_page(
        alice_client, response.headers["Location"]
    )


def test_deleting_the_only_file_of_the_last_page_leads_to_the_page_before(alice_client: Client) -> None:
    upload_and_read(alice_client, *[(f"{number}.gpx", b"%d" % number) for number in range(51)])
    oldest = SourceFile.across_accounts.order_by("uploaded_at", "-id").first()
    response = alice_client.post(f"/files/{oldest.pk}/delete/?page=2")
    assert response.headers["Location"] == "/files/?focus=list"
    assert 'id="list" tabindex="-1" autofocus' in get_page(alice_client, response.headers["Location"])


def test_with_a_script_a_dialog_asks(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    address = f"/files/{file_id('ride.gpx')}/delete/"
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/files/?page=1"}
    assert "<dialog" in (dialog := alice_client.get(address, headers=headers).content.decode())
    assert f'hx-post="{address}"' in dialog
    on_file_page = headers | {"HX-Current-URL": f"http://testserver/files/{file_id('ride.gpx')}/"}
    assert "hx-post" not in alice_client.get(address, headers=on_file_page).content.decode()


def test_the_question_about_an_upload_has_counts(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(1))), ("no.gpx", b"nothing"))
    upload = Upload.across_accounts.get().pk
    assert f'href="/files/uploads/{upload}/delete/"' in get_page(alice_client, "/files/")
    text = get_text(alice_client, f"/files/uploads/{upload}/delete/")
    assert "Delete all 3 files of this upload?" in text
    assert "This deletes 3 files and their 2 activities." in text


def test_deleting_an_upload_leaves_others_as_they_are(alice: Account, alice_client: Client) -> None:
    upload_and_read(alice_client, ("kept.gpx", gpx_ride()))
    upload_and_read(alice_client, ("a.gpx", gpx_ride(morning_of(1))), ("b.gpx", gpx_ride(morning_of(2))))
    upload = SourceFile.across_accounts.get(name="a.gpx").upload_id
    assert alice_client.post(f"/files/uploads/{upload}/delete/").status_code == 303
    run_jobs()
    assert [file.name for file in SourceFile.across_accounts.all()] == ["kept.gpx"]
    assert len(stored_file_names(alice)) == Activity.across_accounts.count() == Workout.across_accounts.count() == 1
    assert "Upload deleted" in get_text(alice_client)


def test_an_upload_that_is_deleted_while_it_waits_is_never_read(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.services.read_files.ParserProcess.parse", None)
    post_files(alice_client, ("a.gpx", gpx_ride()))
    alice_client.post(f"/files/uploads/{Upload.across_accounts.get().pk}/delete/")
    run_jobs()
    assert not Upload.across_accounts.exists()
    assert not Activity.across_accounts.exists()


def test_deleting_twice_is_not_found(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    address = f"/files/{file_id('ride.gpx')}/delete/"
    alice_client.post(address)
    assert alice_client.post(address).status_code == 404


def test_nothing_is_deleted_without_the_csrf_token(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    alice_client.handler.enforce_csrf_checks = True
    assert alice_client.post(f"/files/{file_id('ride.gpx')}/delete/").status_code == 403
    assert SourceFile.across_accounts.exists()


def test_markup_in_the_question_is_escaped(alice_client: Client) -> None:
    upload_and_read(alice_client, ("<b>x.gpx", b"nothing"))
    markup = get_page(alice_client, f"/files/{file_id('<b>x.gpx')}/delete/")
    assert "Delete &lt;b&gt;x.gpx?" in markup
    assert "<b>x.gpx" not in markup


def test_the_next_file_in_focus_is_never_a_copy_that_is_deleted_too(alice_client: Client) -> None:
    upload_and_read(alice_client, ("packed.gpx.gz", gzip.compress(gpx_ride())), ("plain.gpx", gpx_ride()))
    assert "Already here as plain.gpx." in get_text(alice_client)
    response = alice_client.post(f"/files/{file_id('plain.gpx')}/delete/")
    assert response.headers["Location"] == "/files/?focus=list"


@pytest.mark.parametrize("current", ["http://[", "nonsense", "//", "\\"])
def test_a_dialog_opens_also_without_a_valid_current_address(alice_client: Client, current: str) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    headers = {"HX-Request": "true", "HX-Current-URL": current}
    response = alice_client.get(f"/files/{file_id('ride.gpx')}/delete/", headers=headers)
    assert "<dialog" in response.content.decode()

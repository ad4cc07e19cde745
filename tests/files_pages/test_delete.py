"""Deleting files: asked once, then bytes, activities and workouts are gone."""

import gzip

import pytest

from activities.models import Activity, SourceFile, Upload
from activities.storage.source_files import source_file_storage
from matching.models import Workout
from tests.files_pages.sent import bring, day, id_of, page, plain, ride, send, words
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.usefixtures("file_store")


def stored_bytes(account) -> list[str]:
    """The names of the bytes in the account's folder."""
    return source_file_storage().listdir(str(account.pk))[1]


def test_looking_only_asks(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    said = words(alice_client, f"/files/{id_of('ride.gpx')}/delete/")
    assert "Delete ride.gpx and its activity?" in said
    assert "This cannot be undone." in said
    assert SourceFile.across_accounts.exists()


def test_the_question_counts_the_lines_that_go_with_it(alice_client):
    bring(alice_client, ("ride.gpx", ride()), ("again.gpx", ride()))
    assert "It was uploaded 2 times; all these lines go." in words(alice_client, f"/files/{id_of('ride.gpx')}/delete/")


def test_in_the_answer_everything_of_the_file_is_gone(alice, alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert stored_bytes(alice)
    assert alice_client.post(f"/files/{id_of('ride.gpx')}/delete/").status_code == 303
    assert not stored_bytes(alice)
    assert not Activity.across_accounts.exists()
    assert not Workout.across_accounts.exists()
    assert not SourceFile.across_accounts.exists()


def test_what_is_left_is_matched_again(alice_client):
    bring(alice_client, ("a.gpx", ride()), ("b.gpx", ride(later=3)))
    alice_client.post(f"/files/{id_of('a.gpx')}/delete/")
    assert "New workout:" in words(alice_client)
    assert "Joined" not in words(alice_client)


def test_the_answer_leads_back_to_where_it_stood_with_the_next_file_in_focus(alice_client):
    bring(alice_client, *[(f"{number}.gpx", b"%d" % number) for number in range(60)])
    newest_first = [file.name for file in SourceFile.across_accounts.order_by("-uploaded_at", "id")]
    here, following = newest_first[52], newest_first[53]
    answer = alice_client.post(f"/files/{id_of(here)}/delete/?page=2")
    assert answer.headers["Location"] == f"/files/?page=2&focus={id_of(following)}"
    assert f'id="file-{id_of(following)}" href="/files/{id_of(following)}/" autofocus' in page(
        alice_client, answer.headers["Location"]
    )


def test_after_the_last_of_a_last_page_the_page_before_is_shown(alice_client):
    bring(alice_client, *[(f"{number}.gpx", b"%d" % number) for number in range(51)])
    oldest = SourceFile.across_accounts.order_by("uploaded_at", "-id").first()
    answer = alice_client.post(f"/files/{oldest.pk}/delete/?page=2")
    assert answer.headers["Location"] == "/files/?focus=list"
    assert 'id="list" tabindex="-1" autofocus' in page(alice_client, answer.headers["Location"])


def test_a_dialog_asks_where_there_is_script(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    address = f"/files/{id_of('ride.gpx')}/delete/"
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/files/?page=1"}
    assert "<dialog" in (inside := alice_client.get(address, headers=htmx).content.decode())
    assert f'hx-post="{address}"' in inside
    on_its_page = htmx | {"HX-Current-URL": f"http://testserver/files/{id_of('ride.gpx')}/"}
    assert "hx-post" not in alice_client.get(address, headers=on_its_page).content.decode()


def test_a_whole_upload_is_asked_about_with_counts(alice_client):
    bring(alice_client, ("a.gpx", ride()), ("b.gpx", ride(day(1))), ("no.gpx", b"nothing"))
    upload = Upload.across_accounts.get().pk
    assert f'href="/files/uploads/{upload}/delete/"' in page(alice_client)
    said = words(alice_client, f"/files/uploads/{upload}/delete/")
    assert "Delete all 3 files of this upload?" in said
    assert "All of this upload goes: 3 files and its 2 activities." in said


def test_a_whole_upload_goes_and_others_stay(alice, alice_client):
    bring(alice_client, ("kept.gpx", ride()))
    bring(alice_client, ("a.gpx", ride(day(1))), ("b.gpx", ride(day(2))))
    upload = SourceFile.across_accounts.get(name="a.gpx").upload_id
    assert alice_client.post(f"/files/uploads/{upload}/delete/").status_code == 303
    assert [file.name for file in SourceFile.across_accounts.all()] == ["kept.gpx"]
    assert len(stored_bytes(alice)) == Activity.across_accounts.count() == Workout.across_accounts.count() == 1
    assert "The upload was deleted" in words(alice_client)


def test_an_upload_that_is_deleted_while_it_waits_is_never_read(alice_client):
    send(alice_client, ("a.gpx", ride()))
    alice_client.post(f"/files/uploads/{Upload.across_accounts.get().pk}/delete/")
    run_jobs()
    assert not Activity.across_accounts.exists()


def test_deleting_twice_is_not_found(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    address = f"/files/{id_of('ride.gpx')}/delete/"
    alice_client.post(address)
    assert alice_client.post(address).status_code == 404


def test_nothing_goes_without_the_forms_token(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    alice_client.handler.enforce_csrf_checks = True
    assert alice_client.post(f"/files/{id_of('ride.gpx')}/delete/").status_code == 403
    assert SourceFile.across_accounts.exists()


def test_names_in_the_question_stay_text(alice_client):
    bring(alice_client, ("<b>x.gpx", b"nothing"))
    html = page(alice_client, f"/files/{id_of('<b>x.gpx')}/delete/")
    assert "Delete &lt;b&gt;x.gpx?" in html
    assert plain(html)


def test_the_next_file_is_never_one_that_goes_with_it(alice_client):
    bring(alice_client, ("packed.gpx.gz", gzip.compress(ride())), ("plain.gpx", ride()))
    assert "Already here as plain.gpx." in words(alice_client)
    answer = alice_client.post(f"/files/{id_of('plain.gpx')}/delete/")
    assert answer.headers["Location"] == "/files/?focus=list"


@pytest.mark.parametrize("current", ["http://[", "nonsense", "//", "\\"])
def test_a_dialog_does_not_mind_a_page_without_an_address(alice_client, current):
    bring(alice_client, ("ride.gpx", ride()))
    htmx = {"HX-Request": "true", "HX-Current-URL": current}
    answer = alice_client.get(f"/files/{id_of('ride.gpx')}/delete/", headers=htmx)
    assert "<dialog" in answer.content.decode()

"""Tests the outcome of each file on the page."""

import pytest
from django.test import Client

from tests.activities.factories import zip_files
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page

pytestmark = pytest.mark.postgres


def test_a_new_workout_is_shown_with_figures_and_local_time(alice_client: Client) -> None:
    upload_and_read(alice_client, ("run.gpx", gpx_ride(kind="running")))
    text = get_text(alice_client)
    assert "New workout: Run, " in text
    assert "km on Wednesday, May 6, 2026 at 06:30." in text


def test_a_named_workout_is_shown_by_its_name(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride(name="Three passes before lunch")))
    assert "New workout: Three passes before lunch, " in get_text(alice_client)


def test_a_second_file_of_a_workout_names_what_it_joined(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride(name="Three passes")))
    upload_and_read(alice_client, ("b.gpx", gpx_ride(name="Three passes", delay_s=5)))
    text = get_text(alice_client)
    assert "Joined Three passes, with a.gpx." in text
    assert text.count("New workout:") == 1


def test_equal_bytes_are_kept_once(alice_client: Client) -> None:
    upload_and_read(alice_client, ("first.gpx", gpx_ride()), ("again.gpx", gpx_ride()))
    assert "Already here as first.gpx. Kept once." in get_text(alice_client)


def test_several_activities_of_one_file_are_listed(alice_client: Client) -> None:
    legs = (
        gpx_ride(kind="running").replace(b"</gpx>", b"")
        + gpx_ride(morning_of(1)).partition(b">\n")[2].partition(b">")[2]
    )
    upload_and_read(alice_client, ("both.gpx", legs))
    assert "Two activities in one file: run, ride." in get_text(alice_client)


def test_two_files_an_hour_apart_raise_a_question(alice_client: Client) -> None:
    upload_and_read(
        alice_client, ("a.gpx", gpx_ride(name="Gravel with Ada")), ("b.gpx", gpx_ride(name="Morning", delay_s=3600))
    )
    assert "One hour apart from Gravel with Ada. Same workout?" in get_text(alice_client)


def test_a_refused_file_has_a_reason_and_advice(alice_client: Client) -> None:
    upload_and_read(alice_client, ("notes.gpx", b"dear diary"))
    assert "This is not a FIT, GPX or TCX file. It was not saved; choose the activity file itself." in get_text(
        alice_client
    )


def test_a_waiting_file_says_so(alice_client: Client) -> None:
    post_files(alice_client, ("ride.gpx", gpx_ride()))
    assert "Waiting to be read." in get_text(alice_client)


def test_a_file_cut_short_is_read_with_a_note(alice_client: Client) -> None:
    upload_and_read(alice_client, ("cut.gpx", gpx_ride()[:-400]))
    text = get_text(alice_client)
    assert "New workout:" in text
    assert "The recording ends before its end mark; the values cover the part up to there." in text


def test_the_files_of_an_archive_are_listed_one_by_one(alice_client: Client) -> None:
    archive = zip_files({"rides/a.gpx": gpx_ride(), "rides/b.gpx": gpx_ride(morning_of(1)), "readme.txt": b"hello"})
    upload_and_read(alice_client, ("all.zip", archive))
    text = get_text(alice_client)
    assert "all.zip" not in text
    assert text.count("New workout:") == 2
    assert "readme.txt" in text


def test_the_page_says_what_was_left_out_of_an_archive(alice_client: Client) -> None:
    archive = zip_files({"a.gpx": gpx_ride(), "activities.csv": b"", "media/1.jpg": b"", "media/2.jpg": b""})
    upload_and_read(alice_client, ("all.zip", archive))
    text = get_text(alice_client)
    assert text.count("New workout:") == 1
    assert "all.zip" in text
    assert "files that cannot be activities by their names, such as pictures or tables (3)" in text


def test_markup_in_names_is_escaped(alice_client: Client) -> None:
    upload_and_read(alice_client, ("<script>alert(1)</script>.gpx", gpx_ride(name="&lt;img src=x&gt;")))
    markup = get_page(alice_client, "/files/")
    assert "<script>alert" not in markup
    assert "<img src=x>" not in markup
    assert "&lt;img src=x&gt;" in markup


def test_paths_direction_marks_and_long_names_are_cut(alice_client: Client) -> None:
    upload_and_read(
        alice_client, ("../../etc/\u202expg.ride.gpx", gpx_ride()), (f"{'n' * 300}.gpx", gpx_ride(morning_of(1)))
    )
    markup = get_page(alice_client, "/files/")
    assert "ride.gpx" in markup
    assert "n" * 90 in markup
    assert "etc" not in markup
    assert "\u202e" not in markup
    assert "n" * 101 not in markup

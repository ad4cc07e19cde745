"""Tests the list of files: newest first, fifty a page, with few queries."""

import pytest
from django.test import Client

from activities.models import Activity
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page
from tests.queries import count_page_queries

pytestmark = pytest.mark.postgres

MAX_QUERIES = 9


def upload_each_kind(client: Client, count: int) -> None:
    """Uploads so many files of each kind: new, joined, with a question, a copy, refused."""
    for number in range(count):
        start = morning_of(number * 3)
        upload_and_read(
            client,
            (f"new-{number}.gpx", gpx_ride(start, name=f"{number}")),
            (f"joined-{number}.gpx", gpx_ride(start, delay_s=4)),
            (f"asks-{number}.gpx", gpx_ride(start, delay_s=3600)),
            (f"twice-{number}.gpx", gpx_ride(start, name=f"{number}")),
            (f"no-{number}.gpx", b"no %d" % number),
        )


def test_the_list_takes_few_queries_however_many_files_there_are(alice_client: Client) -> None:
    upload_each_kind(alice_client, 1)
    count = count_page_queries(alice_client, "/files/")
    upload_each_kind(alice_client, 4)
    assert count_page_queries(alice_client, "/files/") == count <= MAX_QUERIES


def test_a_poll_takes_few_queries(alice_client: Client) -> None:
    upload_each_kind(alice_client, 1)
    post_files(alice_client, ("more.gpx", gpx_ride(morning_of(100))))
    assert count_page_queries(alice_client, "/files/run/") <= 5


def test_the_page_of_a_file_takes_few_queries(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(delay_s=3)))
    file = Activity.across_accounts.first().source_file_id
    assert count_page_queries(alice_client, f"/files/{file}/") <= MAX_QUERIES


def test_files_are_listed_newest_first_and_fifty_a_page(alice_client: Client) -> None:
    for part in range(3):
        post_files(alice_client, *[(f"{part}-{number:02}.txt", b"%d %d" % (part, number)) for number in range(20)])
    first, second = get_text(alice_client), get_text(alice_client, "/files/?page=2")
    assert first.index("2-19.txt") < first.index("2-00.txt") < first.index("1-19.txt")
    assert "1 to 50 of 60" in first
    assert "51 to 60 of 60" in second
    assert "0-09.txt" not in first
    assert "0-09.txt" in second


def test_pages_link_to_each_other_and_keep_the_filter(alice_client: Client) -> None:
    for part in range(2):
        upload_and_read(alice_client, *[(f"{part}-{number}.txt", b"%d %d" % (part, number)) for number in range(60)])
    middle = get_page(alice_client, "/files/?show=refused&page=2")
    assert 'href="/files/?show=refused" rel="prev"' in middle
    assert 'href="/files/?show=refused&amp;page=3" rel="next"' in middle
    assert 'rel="next"' not in get_page(alice_client, "/files/?show=refused&page=3")


def test_a_filter_shows_only_files_of_its_state(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()), ("again.gpx", gpx_ride()), ("no.txt", b"nothing"))
    assert "again.gpx" not in get_text(alice_client, "/files/?show=read")
    assert "1 to 1 of 1" in get_text(alice_client, "/files/?show=copy")
    assert "1 to 1 of 1" in get_text(alice_client, "/files/?show=twin")  # the word in addresses that people have kept
    assert "ride.gpx" not in get_text(alice_client, "/files/?show=refused")


def test_a_filter_without_files_says_so(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert "No files match this filter." in get_text(alice_client, "/files/?show=refused")


def test_a_page_that_does_not_exist_is_not_found(alice_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    for number in ("2", "0", "-1", "x", "²", "", "9" * 20):
        assert alice_client.get(f"/files/?page={number}").status_code == 404
    assert alice_client.get("/files/?show=x").status_code == 404


def test_an_upload_without_files_is_not_shown_as_the_last_run(alice_client: Client) -> None:
    upload_and_read(alice_client, ("old.gpx", gpx_ride()))
    alice_client.post("/files/uploads/")
    assert "1 workout in May 2026" in get_text(alice_client)

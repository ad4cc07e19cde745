"""The list: newest first, fifty a page, with few queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from tests.files_pages.sent import bring, day, page, ride, send, words

MOST_QUERIES = 8


def queries(client, address="/files/") -> int:
    """How many queries a whole request makes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(client, address)
    return len(captured)


def some_of_each(client, many: int) -> None:
    """Files that are new, joined, twice, refused and asked about, so many of each."""
    for number in range(many):
        begin = day(number * 3)
        bring(
            client,
            (f"new-{number}.gpx", ride(begin, name=f"{number}")),
            (f"joined-{number}.gpx", ride(begin, later=4)),
            (f"asks-{number}.gpx", ride(begin, later=3600)),
            (f"twice-{number}.gpx", ride(begin, name=f"{number}")),
            (f"no-{number}.gpx", b"no %d" % number),
        )


def test_few_queries_however_many_files(alice_client):
    some_of_each(alice_client, 1)
    few = queries(alice_client)
    some_of_each(alice_client, 4)
    assert queries(alice_client) == few <= MOST_QUERIES


def test_a_look_at_a_run_is_cheap(alice_client):
    some_of_each(alice_client, 1)
    send(alice_client, ("more.gpx", ride(day(100))))
    assert queries(alice_client, "/files/run/") <= 5


def test_one_file_is_cheap(alice_client):
    bring(alice_client, ("a.gpx", ride()), ("b.gpx", ride(later=3)))
    file = Activity.across_accounts.first().source_file_id
    assert queries(alice_client, f"/files/{file}/") <= MOST_QUERIES


def test_newest_first_and_fifty_a_page(alice_client):
    for part in range(3):
        send(alice_client, *[(f"{part}-{number:02}.txt", b"%d %d" % (part, number)) for number in range(20)])
    first, second = words(alice_client), words(alice_client, "/files/?page=2")
    assert first.index("2-19.txt") < first.index("2-00.txt") < first.index("1-19.txt")
    assert "1 to 50 of 60" in first
    assert "51 to 60 of 60" in second
    assert "0-09.txt" not in first
    assert "0-09.txt" in second


def test_pages_link_to_each_other_and_keep_the_filter(alice_client):
    for part in range(2):
        bring(alice_client, *[(f"{part}-{number}.txt", b"%d %d" % (part, number)) for number in range(60)])
    middle = page(alice_client, "/files/?show=refused&page=2")
    assert 'href="/files/?show=refused" rel="prev"' in middle
    assert 'href="/files/?show=refused&amp;page=3" rel="next"' in middle
    assert 'rel="next"' not in page(alice_client, "/files/?show=refused&page=3")


def test_a_filter_shows_only_what_fits(alice_client):
    bring(alice_client, ("ride.gpx", ride()), ("again.gpx", ride()), ("no.txt", b"nothing"))
    assert "again.gpx" not in words(alice_client, "/files/?show=read")
    assert "1 to 1 of 1" in words(alice_client, "/files/?show=copy")
    assert "1 to 1 of 1" in words(alice_client, "/files/?show=twin")  # addresses of before stay good
    assert "ride.gpx" not in words(alice_client, "/files/?show=refused")


def test_a_filter_that_nothing_fits_says_so(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert "No file is here that fits." in words(alice_client, "/files/?show=refused")


def test_a_page_that_does_not_exist_is_not_found(alice_client):
    bring(alice_client, ("ride.gpx", ride()))
    for number in ("2", "0", "-1", "x", "²", "", "9" * 20):
        assert alice_client.get(f"/files/?page={number}").status_code == 404
    assert alice_client.get("/files/?show=x").status_code == 404


def test_an_upload_that_brought_nothing_is_passed_over(alice_client):
    bring(alice_client, ("old.gpx", ride()))
    alice_client.post("/files/uploads/")
    assert "1 workout in May 2026" in words(alice_client)

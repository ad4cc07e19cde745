"""The run under way, and what it leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from activities.models import SourceFile
from matching.web.uploads.polling import PollState, RunPoll
from matching.web.uploads.upload_run import current_run
from providers.sandbox.writers import fit
from tests.files_pages.sent import bring, day, page, plain, ride, send, words
from tests.run_jobs import run_jobs


def look(client: Client, **asked: Any) -> Any:
    """One look at the run, as a page takes it."""
    return client.get("/files/run/", asked)


def test_a_run_says_how_far_it_is_and_looks_again_by_itself(alice_client):
    bring(alice_client, ("old.gpx", ride(day(-1))))
    send(alice_client, ("a.gpx", ride()), ("b.gpx", ride(day(1))))
    answer = look(alice_client)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Reading 2 files" in html
    assert "0 of 2 read" in plain(html)
    assert "every 2s" in html


def test_a_run_that_ended_tells_the_page_to_stop_asking(alice_client):
    bring(alice_client, ("a.gpx", ride()))
    answer = look(alice_client)
    assert answer.status_code == 286
    assert "every" not in answer.content.decode()


def test_a_run_counts_what_came_of_its_files(alice_client):
    bring(alice_client, ("a.gpx", ride()))
    bring(
        alice_client,
        ("b.gpx", ride(later=3)),
        ("c.gpx", ride(day(2))),
        ("again.gpx", ride()),
        ("no.gpx", b"nothing"),
    )
    said = plain(look(alice_client).content.decode())
    assert "1 new 1 joined a workout you had 1 already here 1 refused" in said


def test_a_run_ends_with_a_link_to_its_month(alice_client):
    bring(alice_client, ("a.gpx", ride()), ("b.gpx", ride(later=3)), ("c.gpx", ride(day(2))), ("d.gpx", ride(day(3))))
    html = page(alice_client)
    assert '<a href="/calendar/2026/05/">3 workouts in May 2026, 1 of them from several files</a>' in html


def test_a_run_over_years_leads_to_its_newest_month(alice_client):
    bring(alice_client, ("a.gpx", ride()), ("b.gpx", ride(day(-700))))
    assert '<a href="/calendar/2026/05/">2 workouts from June 2024 to May 2026</a>' in page(alice_client)


def test_a_look_stays_with_the_run_it_began_with(alice_client):
    send(alice_client, ("a.gpx", ride()))
    since = SourceFile.across_accounts.get().upload_id
    run_jobs()
    send(alice_client, ("b.gpx", ride(day(1))))
    assert "1 of 2 read" in plain(look(alice_client, since=since).content.decode())
    assert "0 of 1 read" in plain(look(alice_client).content.decode())


def test_tenths_are_said_aloud_once(alice_client):
    send(alice_client, ("a.gpx", ride()), ("b.gpx", ride(day(1))))
    assert "0 of 2 files read." in look(alice_client).content.decode()
    again = look(alice_client, at="0", done="0", tenth="0")
    assert "files read." not in again.content.decode()
    assert "HX-Trigger" not in again.headers
    run_jobs()
    ended = look(alice_client, at="0", done="0", tenth="0")
    assert "All 2 files are read." in ended.content.decode()
    assert ended.headers["HX-Trigger"] == "files-read"


@pytest.mark.parametrize(
    "asked",
    [
        {"at": "x"},
        {"at": "nan", "done": "1", "tenth": "1"},
        {"at": "inf", "done": "9", "tenth": "-4"},
        {"at": "-inf", "done": "-1", "tenth": "0"},
        {"at": "0", "done": "-" + "9" * 4000, "tenth": "9" * 4000},
    ],
)
def test_nonsense_in_the_address_is_a_first_look(alice_client, asked):
    send(alice_client, ("a.gpx", ride()))
    assert look(alice_client, **asked).status_code == 200


def test_the_time_left_is_told_from_what_was_seen(as_alice, alice_client):
    send(alice_client, *[(f"{number}.gpx", ride(day(number))) for number in range(4)])
    SourceFile.objects.filter(name__in=["0.gpx", "1.gpx"]).update(state="read")
    under_way = current_run()
    assert under_way is not None
    before = (timezone.now() - timedelta(seconds=41)).timestamp()
    assert RunPoll(under_way, PollState(before, 0)).time_left == "about 40 seconds left"
    assert RunPoll(under_way, PollState(before, 2)).time_left == ""


def test_after_a_minute_it_looks_less_often(alice_client):
    send(alice_client, ("a.gpx", ride()))
    long_ago = timezone.now().timestamp() - 70
    assert "every 5s" in look(alice_client, at=long_ago, done=0, tenth=0).content.decode()


def test_reading_that_stopped_says_so_and_is_tried_again(alice_client):
    send(alice_client, ("a.gpx", ride()))
    Job.across_accounts.update(state="stopped")
    said = words(alice_client)
    assert "Reading stopped after five tries. What was read stays; 1 file is kept and waits." in said
    assert look(alice_client).status_code == 286
    assert alice_client.post("/files/resume/").status_code == 303
    run_jobs()
    assert "New workout:" in words(alice_client)


def test_without_a_file_there_is_no_run(alice_client):
    assert look(alice_client).status_code == 204
    assert "No files yet" in words(alice_client)


def test_another_persons_run_is_not_found(alice_client, mallory_client):
    send(alice_client, ("a.gpx", ride()))
    since = SourceFile.across_accounts.get().upload_id
    assert look(mallory_client, since=since).status_code == 404
    assert mallory_client.get(f"/files/report/?since={since}").status_code == 404
    assert look(mallory_client).status_code == 204


def test_a_run_counts_no_transition_between_legs_as_a_workout(alice_client):
    swim, change, ridden = (fit.START + timedelta(minutes=20 * leg) for leg in range(3))
    legs = [fit.session(start, 900, 5000, f5=sport) for start, sport in ((swim, 5), (change, 3), (ridden, 2))]
    bring(alice_client, ("triathlon.fit", fit.fit(fit.file_id(), *legs)))
    assert "2 workouts in May 2026" in plain(page(alice_client))

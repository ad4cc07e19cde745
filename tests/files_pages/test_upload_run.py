"""Tests the upload run: its progress, its counts, and how it is polled."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import SourceFile
from matching.web.uploads.polling import PollState, RunPoll
from matching.web.uploads.upload_run import current_run
from providers.sandbox.writers import fit
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page, visible_text
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


def poll(client: Client, **parameters: Any) -> Any:
    """Polls the run as a page does."""
    return client.get("/files/run/", parameters)


def test_a_run_shows_its_progress_and_polls(alice_client: Client) -> None:
    upload_and_read(alice_client, ("old.gpx", gpx_ride(morning_of(-1))))
    post_files(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(1))))
    response = poll(alice_client)
    markup = response.content.decode()
    assert response.status_code == 200
    assert "Reading 2 files" in markup
    assert "0 of 2 read" in visible_text(markup)
    assert "every 2s" in markup


def test_a_run_that_ended_stops_the_polling(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()))
    response = poll(alice_client)
    assert response.status_code == 286
    assert "every" not in response.content.decode()


def test_a_run_counts_its_files_by_outcome(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()))
    upload_and_read(
        alice_client,
        ("b.gpx", gpx_ride(delay_s=3)),
        ("c.gpx", gpx_ride(morning_of(2))),
        ("again.gpx", gpx_ride()),
        ("no.gpx", b"nothing"),
    )
    text = visible_text(poll(alice_client).content.decode())
    assert "1 new 1 joined an existing workout 1 already here 1 refused" in text


def test_a_run_ends_with_a_link_to_its_month(alice_client: Client) -> None:
    upload_and_read(
        alice_client,
        ("a.gpx", gpx_ride()),
        ("b.gpx", gpx_ride(delay_s=3)),
        ("c.gpx", gpx_ride(morning_of(2))),
        ("d.gpx", gpx_ride(morning_of(3))),
    )
    markup = get_page(alice_client, "/files/")
    assert "<span>3 workouts in May 2026, 1 from several sources</span>" in markup
    assert 'href="/calendar/2026/05/">Open May 2026</a>' in markup


def test_a_run_over_years_links_to_its_newest_month(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(-700))))
    page = get_page(alice_client, "/files/")
    assert "<span>2 workouts from June 2024 to May 2026</span>" in page
    assert 'href="/calendar/2026/">Open 2026</a>' in page


def test_a_poll_stays_with_the_run_that_it_started_with(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()))
    since = SourceFile.across_accounts.get().upload_id
    run_jobs()
    post_files(alice_client, ("b.gpx", gpx_ride(morning_of(1))))
    assert "1 of 2 read" in visible_text(poll(alice_client, since=since).content.decode())
    assert "0 of 1 read" in visible_text(poll(alice_client).content.decode())


def test_each_tenth_is_announced_once(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(1))))
    assert "0 of 2 files read." in poll(alice_client).content.decode()
    repeated = poll(alice_client, at="0", done="0", tenth="0")
    assert "files read." not in repeated.content.decode()
    assert "HX-Trigger" not in repeated.headers
    run_jobs()
    ended = poll(alice_client, at="0", done="0", tenth="0")
    assert "All 2 files are read." in ended.content.decode()
    assert ended.headers["HX-Trigger"] == "files-read"


@pytest.mark.parametrize(
    "parameters",
    [
        {"at": "x"},
        {"at": "nan", "done": "1", "tenth": "1"},
        {"at": "inf", "done": "9", "tenth": "-4"},
        {"at": "-inf", "done": "-1", "tenth": "0"},
        {"at": "0", "done": "-" + "9" * 4000, "tenth": "9" * 4000},
    ],
)
def test_malformed_parameters_start_a_new_poll(alice_client: Client, parameters: dict[str, str]) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()))
    assert poll(alice_client, **parameters).status_code == 200


def test_the_time_left_is_estimated_from_the_progress(as_alice: Account, alice_client: Client) -> None:
    post_files(alice_client, *[(f"{number}.gpx", gpx_ride(morning_of(number))) for number in range(4)])
    SourceFile.objects.filter(name__in=["0.gpx", "1.gpx"]).update(state="read")
    run = current_run()
    assert run is not None
    before = (timezone.now() - timedelta(seconds=41)).timestamp()
    assert RunPoll(run, PollState(before, 0)).time_left == "about 40 seconds left"
    assert RunPoll(run, PollState(before, 2)).time_left == ""


def test_after_a_minute_a_page_polls_less_often(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()))
    long_ago = timezone.now().timestamp() - 70
    assert "every 5s" in poll(alice_client, at=long_ago, done=0, tenth=0).content.decode()


def test_reading_that_has_stopped_can_be_resumed(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()))
    Job.across_accounts.update(state="stopped")
    text = get_text(alice_client)
    assert "Reading stopped after five attempts. Files already read are saved; 1 file still waits." in text
    assert poll(alice_client).status_code == 286
    assert alice_client.post("/files/resume/").status_code == 303
    run_jobs()
    assert "New workout:" in get_text(alice_client)


def test_without_a_file_there_is_no_run(alice_client: Client) -> None:
    assert poll(alice_client).status_code == 204
    assert "No files yet" in get_text(alice_client)


def test_another_persons_run_is_not_found(alice_client: Client, mallory_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()))
    since = SourceFile.across_accounts.get().upload_id
    assert poll(mallory_client, since=since).status_code == 404
    assert mallory_client.get(f"/files/report/?since={since}").status_code == 404
    assert poll(mallory_client).status_code == 204


def test_a_run_counts_no_transition_between_legs_as_a_workout(alice_client: Client) -> None:
    swim, change, ridden = (fit.START + timedelta(minutes=20 * leg) for leg in range(3))
    legs = [fit.session(start, 900, 5000, f5=sport) for start, sport in ((swim, 5), (change, 3), (ridden, 2))]
    upload_and_read(alice_client, ("triathlon.fit", fit.fit(fit.file_id(), *legs)))
    assert "2 workouts in May 2026" in visible_text(get_page(alice_client, "/files/"))

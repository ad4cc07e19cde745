"""Tests the refused files, by reason, and the report."""

import csv
import io
from collections import defaultdict

import pytest
from django.test import Client

from activities.models import Upload
from activities.parsers.error_messages import REFUSAL_MESSAGES
from activities.spreadsheet import escape_formula
from matching.web.uploads.refusals import TITLES, RefusalGroup
from providers.sandbox.writers import fit, gpx
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page
from tests.run_jobs import run_jobs

COMMAND_LINE_REASONS = {"missing", "folder", "unreadable"}


def read_report(client: Client) -> list[list[str]]:
    """Returns the rows of the newest upload's report, without its header."""
    response = client.get(f"/files/report/?since={Upload.across_accounts.order_by('-started_at').first().pk}")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def test_refused_files_are_grouped_by_reason_with_advice(alice_client: Client) -> None:
    route = gpx.gpx("<rte><rtept lat='1' lon='2'/></rte>").encode()
    upload_and_read(alice_client, ("a.txt", b"one"), ("b.txt", b"two"), ("route.gpx", route), ("fine.gpx", gpx_ride()))
    text = get_text(alice_client)
    assert "3 refused, for 2 reasons" in text
    assert "2 are not activity filesChoose the activity file itself." in text
    assert "1 is a planned route" in text


def test_a_reason_of_two_formats_is_one_group(alice_client: Client) -> None:
    course = b"<TrainingCenterDatabase><Courses><Course/></Courses></TrainingCenterDatabase>"
    upload_and_read(alice_client, ("a.tcx", course), ("b.fit", fit.fit(fit.file_id(kind=6))))
    text = get_text(alice_client)
    assert "2 refused" in text
    assert "for 2 reasons" not in text
    assert "2 are courses to follow" in text


def test_reasons_that_share_a_title_share_their_advice() -> None:
    advice: dict[str, set[str]] = defaultdict(set)
    for reason, title in TITLES.items():
        advice[title].add(REFUSAL_MESSAGES[reason].rpartition("; ")[2])
    assert {title: texts for title, texts in advice.items() if len(texts) > 1} == {}


def test_files_of_which_nothing_was_kept_have_no_bin(alice_client: Client) -> None:
    upload_and_read(alice_client, ("no.txt", b"nothing"), ("fine.gpx", gpx_ride()))
    markup = get_page(alice_client, "/files/")
    assert "Delete fine.gpx" in markup
    assert "Delete no.txt" not in markup


def test_files_that_were_refused_earlier_are_not_listed_with_a_new_run(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.txt", b"one"))
    assert "1 refused" in get_text(alice_client)
    upload_and_read(alice_client, ("fine.gpx", gpx_ride()))
    assert "1 refused" not in get_text(alice_client)


def test_only_some_of_many_refused_files_are_named(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.web.uploads.listing.MAX_NAMED", 2)
    upload_and_read(alice_client, *[(f"{number}.txt", b"%d" % number) for number in range(5)])
    assert "and 3 more in the report" in get_text(alice_client)


def test_every_reason_has_a_title_for_one_file_and_for_several() -> None:
    assert TITLES.keys() == REFUSAL_MESSAGES.keys() - COMMAND_LINE_REASONS
    for reason in TITLES:
        assert RefusalGroup(reason, "", 1).title != RefusalGroup(reason, "", 2).title or reason in (
            "too_much_work",
            "fault",
        )


def test_the_report_has_a_row_for_each_file(alice_client: Client) -> None:
    upload_and_read(
        alice_client, ("a.gpx", gpx_ride(name="Three passes")), ("b.gpx", gpx_ride(delay_s=3)), ("no.txt", b"nothing")
    )
    assert [row[0] for row in read_report(alice_client)] == ["a.gpx", "b.gpx", "no.txt"]
    assert [row[2] for row in read_report(alice_client)] == ["read", "read", "refused"]
    assert read_report(alice_client)[1][3] == "Joined Three passes, with a.gpx."
    assert "not saved" in read_report(alice_client)[2][3]


def test_a_spreadsheet_runs_nothing_of_the_read_report(alice_client: Client) -> None:
    upload_and_read(alice_client, ("=HYPERLINK(1).gpx", gpx_ride(name="=1+1")), ('+x,"y".txt', b"nothing"))
    for row in read_report(alice_client):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert [row[0] for row in read_report(alice_client)] == ['\'+x,"y".txt', "'=HYPERLINK(1).gpx"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"])
def test_a_cell_that_could_start_a_formula_is_quoted(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


def test_a_report_can_be_downloaded_while_files_wait(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride(morning_of(1))))
    assert read_report(alice_client)[0][2:] == ["waiting", "Waiting to be read."]
    run_jobs()
    assert read_report(alice_client)[0][2] == "read"


@pytest.mark.parametrize("since", ["", "x"])
def test_a_report_of_nothing_is_not_found(alice_client: Client, since: str) -> None:
    assert alice_client.get(f"/files/report/?since={since}").status_code == 404


def test_one_reason_is_open_at_once(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.txt", b"one"))
    assert "<details open>" in get_page(alice_client, "/files/")

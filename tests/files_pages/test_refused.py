"""What was refused, by reason, and the report."""

import csv
import io

import pytest

from activities.models import Upload
from activities.parsers.error_messages import REFUSAL_MESSAGES
from matching.web.uploads.refusals import TITLES, RefusalGroup
from matching.web.uploads.report import escape_formula
from providers.sandbox.writers import gpx
from tests.files_pages.sent import bring, day, page, ride, send, words
from tests.run_jobs import run_jobs

ON_THE_COMMAND_LINE_ONLY = {"missing", "folder", "unreadable"}


def report(client) -> list[list[str]]:
    """The lines of the newest upload's report, without its head."""
    answer = client.get(f"/files/report/?since={Upload.across_accounts.order_by('-started_at').first().pk}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_refusals_are_grouped_by_reason_with_what_helps(alice_client):
    route = gpx.gpx("<rte><rtept lat='1' lon='2'/></rte>").encode()
    bring(alice_client, ("a.txt", b"one"), ("b.txt", b"two"), ("route.gpx", route), ("fine.gpx", ride()))
    said = words(alice_client)
    assert "3 refused, for 2 reasons" in said
    assert "2 are not activity filesChoose the activity file itself." in said
    assert "1 is a planned route" in said


def test_what_was_refused_earlier_is_not_said_again(alice_client):
    bring(alice_client, ("a.txt", b"one"))
    bring(alice_client, ("fine.gpx", ride()))
    assert "1 refused" not in words(alice_client)


def test_many_of_one_reason_are_named_in_part(alice_client, monkeypatch):
    monkeypatch.setattr("matching.web.uploads.listing.MAX_NAMED", 2)
    bring(alice_client, *[(f"{number}.txt", b"%d" % number) for number in range(5)])
    assert "and 3 more in the report" in words(alice_client)


def test_every_reason_has_a_title_for_one_and_for_several():
    assert TITLES.keys() == REFUSAL_MESSAGES.keys() - ON_THE_COMMAND_LINE_ONLY
    for reason in TITLES:
        assert RefusalGroup(reason, "", 1).title != RefusalGroup(reason, "", 2).title or reason in (
            "too_much_work",
            "fault",
        )


def test_the_report_has_a_line_for_each_file(alice_client):
    bring(alice_client, ("a.gpx", ride(name="Three passes")), ("b.gpx", ride(later=3)), ("no.txt", b"nothing"))
    assert [line[0] for line in report(alice_client)] == ["a.gpx", "b.gpx", "no.txt"]
    assert [line[2] for line in report(alice_client)] == ["read", "read", "refused"]
    assert report(alice_client)[1][3] == "Joined Three passes, with a.gpx."
    assert "Nothing was kept" in report(alice_client)[2][3]


def test_a_spreadsheet_runs_nothing_of_the_report(alice_client):
    bring(alice_client, ("=HYPERLINK(1).gpx", ride(name="=1+1")), ('+x,"y".txt', b"nothing"))
    for line in report(alice_client):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)
    assert [line[0] for line in report(alice_client)] == ['\'+x,"y".txt', "'=HYPERLINK(1).gpx"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"])
def test_whatever_could_begin_a_formula_is_quoted(text):
    assert escape_formula(text) == f"'{text}"


def test_a_report_can_be_had_while_files_wait(alice_client):
    send(alice_client, ("a.gpx", ride(day(1))))
    assert report(alice_client)[0][2:] == ["waiting", "Waits to be read."]
    run_jobs()
    assert report(alice_client)[0][2] == "read"


@pytest.mark.parametrize("since", ["", "x"])
def test_a_report_of_nothing_is_not_found(alice_client, since):
    assert alice_client.get(f"/files/report/?since={since}").status_code == 404


def test_one_reason_is_open_at_once(alice_client):
    bring(alice_client, ("a.txt", b"one"))
    assert "<details open>" in page(alice_client)

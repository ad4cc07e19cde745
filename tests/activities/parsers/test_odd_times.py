"""Files whose times are odd are read, or refused for the true reason."""

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers import gpx, tcx
from tests.activities.parsers.refusals import refusal_of


def track_at(*times: str) -> bytes:
    return gpx.gpx(gpx.track(gpx.point(42 + number / 1000, 8, time) for number, time in enumerate(times))).encode()


def test_times_of_several_forms_are_read_in_one_track():
    data = track_at(
        "2026-05-03T11:59:50 AMZ", "2026-05-03T12.00.00Z", "٢٠٢٦-٠٥-٠٣T١٢:٠٠:١٠Z", "2026-05-03T00:00:20 PMZ"
    )

    assert parse_file(data).records[0].elapsed_s == 30


@pytest.mark.parametrize("times", [["yesterday", "today"], ["2026-05-03T06:30:00Z", "today"]])
def test_times_that_nobody_can_read_are_never_called_absent(times):
    assert refusal_of(track_at(*times)).code == "unreadable_time"


def test_a_tcx_of_unreadable_times_is_refused_for_that():
    data = tcx.tcx(tcx.activity(tcx.lap("today", points=[tcx.point("now")]), id_="now"))

    assert refusal_of(data.encode()).code == "unreadable_time"


def test_empty_times_are_absent():
    assert refusal_of(track_at(" ", "\n")).code == "gpx_untimed"


def test_times_of_the_same_minute_may_differ_in_their_form():
    data = track_at(
        "2026-05-03T06:30:00Z", "2026-05-03T06:30:01.000Z", "2026-05-03T08:30:02+02:00", "2026-05-03T06:30:58Z"
    )

    assert parse_file(data).records[0].elapsed_s == 58

"""A forecast tells from the first page on how much is listed, of about how much, and when it will be done."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.jobs.lanes import Lane
from providers.call_budget import CallWindow
from providers.forecast import RECENT, CallRoom, Forecast, forecast, page_seconds
from providers.models import Pull
from providers.rate_limits import RateLimit

NOW = datetime(2026, 12, 1, 12, 3, tzinfo=UTC)
WINDOW = RateLimit("read", 100, timedelta(minutes=15))
FREE = CallRoom(Lane.BACKFILL)


def pull_at(**values: object) -> Pull:
    """Returns an open pull that has listed a page of 200 of about 1,900 just now, within ten seconds."""
    pace = {"next_page": 2, "listed_count": 200, "expected_count": 1900, "page_s": 10.0, "paged_at": NOW}
    return Pull(owner_id=uuid4(), **{**pace, **values})


def windows(used: int) -> tuple[CallWindow, ...]:
    """Returns the window that lies at NOW, with so many calls."""
    return (CallWindow(WINDOW, used, WINDOW.window_start(NOW)),)


def test_a_pull_is_done_after_its_pages_at_the_pace_of_the_last_one() -> None:
    expected = Forecast(200, 1900, NOW + timedelta(seconds=9 * 10))
    assert forecast(pull_at(), FREE, NOW) == expected
    assert forecast(pull_at(), FREE, NOW + timedelta(seconds=5)) == expected
    assert expected.percent == 10


@pytest.mark.parametrize("values", [{"expected_count": None}, {"expected_count": 0}, {"expected_count": 200}])
def test_without_a_total_that_can_be_true_there_is_only_a_count(values: dict[str, object]) -> None:
    assert forecast(pull_at(**values), FREE, NOW) == Forecast(200)
    assert Forecast(200).percent is None


def test_before_the_first_page_the_total_is_known_alone() -> None:
    pull = pull_at(next_page=1, listed_count=0, page_s=None, paged_at=None)
    assert forecast(pull, FREE, NOW) == Forecast(0, 1900)


def test_a_pull_that_waits_goes_on_after_it() -> None:
    until = NOW + timedelta(minutes=12)
    assert forecast(pull_at(), CallRoom(Lane.BACKFILL, (), until), NOW).done_at == until + timedelta(seconds=90)


def test_what_is_late_is_done_now_at_the_earliest() -> None:
    late = NOW + timedelta(seconds=100)
    assert forecast(pull_at(), FREE, late).done_at == late


def test_a_pull_that_was_paused_counts_from_now() -> None:
    later = NOW + RECENT + timedelta(hours=3)
    assert forecast(pull_at(), FREE, later).done_at == later + timedelta(seconds=90)


def test_a_budget_that_is_short_decides() -> None:
    end = windows(0)[0].end
    assert forecast(pull_at(), CallRoom(Lane.BACKFILL, windows(0)), NOW).done_at == NOW + timedelta(seconds=90)
    full = forecast(pull_at(), CallRoom(Lane.BACKFILL, windows(100)), NOW).done_at
    assert full is not None
    assert end < full < end + timedelta(minutes=1)


def test_a_lower_lane_waits_for_what_is_reserved_from_it() -> None:
    done_at = {lane: forecast(pull_at(), CallRoom(lane, windows(60)), NOW).done_at for lane in Lane}
    free, reserved = done_at[Lane.CLICK], done_at[Lane.BACKFILL]
    assert free == NOW + timedelta(seconds=90)
    assert reserved is not None
    assert reserved > NOW + timedelta(minutes=5)


def test_a_page_takes_as_long_as_since_the_one_before_unless_the_pull_has_waited() -> None:
    began_at, now = NOW + timedelta(seconds=3), NOW + timedelta(seconds=10)
    assert page_seconds(pull_at(), began_at, now) == 10
    assert page_seconds(pull_at(paged_at=None), began_at, now) == 7
    assert page_seconds(pull_at(paged_at=NOW - RECENT), began_at, now) == 7

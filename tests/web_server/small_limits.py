"""Runs the web process with limits that a test reaches at once."""

from tests.waiting import TIMEOUT_S
from tracekit_site.web_server.limits import Limits
from tracekit_site.web_server.worker import BufferingWorker


class SmallSizesWorker(BufferingWorker):
    """Takes little, but waits for as long as a test does; it asks the application of these tests about large bodies."""

    body_check = "tests.web_server.application.accepts_body"
    limits = Limits(
        head_time=TIMEOUT_S,
        transfer_time=TIMEOUT_S,
        linger_time=TIMEOUT_S,
        head_size=10_000,
        checked_size=100_000,
        buffered_size=30_000_000,
        connections=30,
        connections_of_address=10,
    )


class ShortTimesWorker(BufferingWorker):
    """Waits for a moment only."""

    limits = Limits(head_time=0.5, transfer_time=0.5, rate=1e9)

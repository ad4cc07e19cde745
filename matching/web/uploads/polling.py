"""Polls an upload run: a page puts what it knows into the address that it asks next."""

from dataclasses import dataclass
from time import time
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.polling import poll_interval
from matching.web.pages.wording import format_count
from matching.web.uploads.upload_run import UploadRun


@dataclass(frozen=True, slots=True)
class PollState:
    """Says that at `at` (seconds since 1970) `done` files were through, and which tenth was announced last."""

    at: float
    done: int
    tenth: int = -1

    @classmethod
    def from_parameters(cls, parameters: QueryDict, run: UploadRun) -> "PollState":
        """Reads the state from an address; a new one where the address holds none that can be."""
        try:
            at, done, tenth = (parameters.get(name, "") for name in ("at", "done", "tenth"))
            state = cls(float(at), int(done), int(tenth))
        except ValueError:
            return cls(time(), run.done)
        return state if 0 <= state.at <= time() and 0 <= state.done <= run.done else cls(time(), run.done)


@dataclass(frozen=True, slots=True)
class RunPoll:
    """Represents one poll of a run, with what the page knew before."""

    run: UploadRun
    state: PollState

    @property
    def tenth(self) -> int:
        """Returns how many tenths of the files are through."""
        return self.run.done * 10 // self.run.total if self.run.total else 10

    @property
    def has_news(self) -> bool:
        """Returns whether a tenth was reached that was not announced yet."""
        return self.tenth != self.state.tenth

    @property
    def query(self) -> str:
        """Returns the query of the next poll."""
        state = {"at": f"{self.state.at:.1f}", "done": self.state.done, "tenth": self.tenth}
        return urlencode({"since": self.run.start.pk, **state})

    @property
    def interval_s(self) -> int:
        """Returns the seconds until the next poll."""
        return poll_interval(self.state.at)

    @property
    def time_left(self) -> str:
        """Returns `about 40 seconds left`; empty while nobody can tell."""
        passed, read = time() - self.state.at, self.run.done - self.state.done
        return f"{_rounded(self.run.waiting * passed / read)} left" if passed > 1 and read > 0 else ""


def first_poll(run: UploadRun) -> RunPoll:
    """Returns the poll that a new page begins with; it announces nothing, since the page itself is the news."""
    poll = RunPoll(run, PollState(time(), run.done))
    return RunPoll(run, PollState(poll.state.at, run.done, poll.tenth))


def _rounded(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds"
    if seconds < 95:
        return f"about {round(seconds, -1):.0f} seconds"
    minutes = round(seconds / 60)
    return f"about {format_count(minutes, 'minute') if minutes < 100 else format_count(round(minutes / 60), 'hour')}"

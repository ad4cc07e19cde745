"""What a page remembers of a run between two looks: it stands in the address it asks next."""

from dataclasses import dataclass
from time import time
from urllib.parse import urlencode

from django.http import QueryDict

from matching.web.pages.wording import counted
from matching.web.uploads.upload_run import UploadRun

FAST_S, SLOW_S, PATIENCE_S = 2, 5, 60
"""How often a run is looked at, later on, and from when on."""


@dataclass(frozen=True, slots=True)
class Seen:
    """That at some time (seconds since 1970) so many files were through; `tenth` is the last one that was said."""

    at: float
    done: int
    tenth: int = -1

    @classmethod
    def of(cls, asked: QueryDict, run: UploadRun) -> "Seen":
        """What the address remembers; a first look, where it remembers nothing that can have been."""
        try:
            seen = cls(float(asked.get("at", "")), int(asked.get("done", "")), int(asked.get("tenth", "")))
        except ValueError:
            return cls(time(), run.done)
        return seen if 0 <= seen.at <= time() and 0 <= seen.done <= run.done else cls(time(), run.done)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a run."""

    run: UploadRun
    seen: Seen

    @property
    def tenth(self) -> int:
        """How many tenths are through."""
        return self.run.done * 10 // self.run.total if self.run.total else 10

    @property
    def is_news(self) -> bool:
        """Whether a tenth was reached that was not said yet."""
        return self.tenth != self.seen.tenth

    @property
    def query(self) -> str:
        """What the next look asks with."""
        remembered = {"at": f"{self.seen.at:.1f}", "done": self.seen.done, "tenth": self.tenth}
        return urlencode({"since": self.run.begin.pk, **remembered})

    @property
    def every_s(self) -> int:
        """How long until the next look."""
        return FAST_S if time() - self.seen.at < PATIENCE_S else SLOW_S

    @property
    def left(self) -> str:
        """`about 40 seconds left`; empty while nobody can tell."""
        passed, read = time() - self.seen.at, self.run.done - self.seen.done
        return f"{_about(self.run.waiting * passed / read)} left" if passed > 1 and read > 0 else ""


def first_look(run: UploadRun) -> Look:
    """A look that remembers nothing, and says nothing aloud: the page itself is the news."""
    look = Look(run, Seen(time(), run.done))
    return Look(run, Seen(look.seen.at, run.done, look.tenth))


def _about(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds"
    if seconds < 95:
        return f"about {round(seconds, -1):.0f} seconds"
    minutes = round(seconds / 60)
    return f"about {counted(minutes, 'minute') if minutes < 100 else counted(round(minutes / 60), 'hour')}"

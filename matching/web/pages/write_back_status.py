"""One write-back in words: how far it is, how it ended, and what can be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities import local_time
from activities.provider_labels import ProviderLabel, provider_label
from activities.templatetags.formatting import today
from matching.models import WriteBack
from matching.web.pages.links import Link
from matching.web.pages.proposal_labels import FIELD_LABELS, reconnect_link

State = WriteBack.State

STEPS = (("read", "reading"), ("compared", "comparing"), ("renamed", "renaming"), ("checked", "checking"))
"""Each step when it is done, and while it lasts."""
AT = {State.QUEUED: 0, State.COMPARED: 2, State.SENT: 2, State.ACCEPTED: 3}
FAST_S, SLOW_S = 1, 5

RECONNECT = ("scope", "grant", "sealed")
REASONS = {
    WriteBack.WITHDRAWN: "Not renamed {there}.",
    "scope": "tracekit may read {label} and not rename there.",
    "grant": "{label} needs reconnecting.",
    "sealed": "{label} needs reconnecting.",
    "inactive": "{label} has switched this tracekit’s access off. The operator knows.",
    "unregistered": "This install does not know {label} any more.",
    "not_there": "The activity is not {there} any more.",
    "sink": "Values of the platform that it comes from must not be copied to {label}.",
    "unchanged": "{label} said yes, and still shows the old name.",
}


@dataclass(frozen=True, slots=True)
class WriteBackStatus:
    """A write-back as `with_status` reads it; `now` is when it was looked at."""

    row: Any
    account: Account
    now: datetime

    @property
    def place(self) -> ProviderLabel:
        """Where it writes."""
        return provider_label(self.row.connection.provider)

    @property
    def status(self) -> str:
        """The state it ended in, or `moves`, `waits` for its platform, or `stands` still."""
        if self.row.ended_at:
            return self.row.state
        if self.row.job_state in (None, Job.State.STOPPED):
            return "stands"
        waits = self.row.job_state == Job.State.QUEUED and self.row.job_not_before > self.now
        return "waits" if waits else "moves"

    @property
    def is_in_progress(self) -> bool:
        """Whether it goes on by itself."""
        return self.status in ("moves", "waits")

    @property
    def seen(self) -> str:
        """What a page has to remember, to hear only what is new."""
        until = f"{self.row.job_not_before:%H%M%S}" if self.status == "waits" else ""
        return f"{self.row.state}-{self.row.verify_attempts}-{self.status}-{until}"

    @property
    def every_s(self) -> int:
        """How long until the next look."""
        return FAST_S if self.status == "moves" or self.row.state == State.ACCEPTED else SLOW_S

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each step, and whether it is `done`, `current` or `next`."""
        at = AT[State(self.row.state)]
        return [
            (words[0], "done") if step < at else (words[1], "current") if step == at else (words[1], "next")
            for step, words in enumerate(STEPS)
        ]

    @property
    def label(self) -> str:
        """`Name on Strava`."""
        return f"{FIELD_LABELS[self.row.field]} {self.place.phrase}"

    @property
    def title(self) -> str:
        """What was clicked: `Rename on Strava`."""
        return f"Undo of rename {self.place.phrase}" if self.row.undoes_id else f"Rename {self.place.phrase}"

    @property
    def can_undo(self) -> bool:
        """Returns whether it can be undone: it changed a value, and the old one is not back already."""
        return self.row.can_be_undone and self.row.present_value != self.row.expected_before

    @property
    def is_undone(self) -> bool:
        """Whether what was there before is there again."""
        return hasattr(self.row, "undone_by") and self.row.undone_by.state in (State.DONE, State.ALREADY)

    @property
    def sentence(self) -> str:
        """How it stands; empty while the steps say so."""
        return getattr(self, f"_{self.status}")()

    @property
    def short(self) -> str:
        """How it stands, in a word or three."""
        if self.row.state == State.DONE:
            return "undone" if self.is_undone else "done"
        words = {"already": "was already so, nothing sent", "conflict": "changed there meanwhile", "failed": "failed"}
        return words.get(self.status, "under way" if self.is_in_progress else "stands still")

    @property
    def retry_label(self) -> str:
        """What a button would try; empty where there is nothing to try."""
        if self.status == "failed":
            return "Try again"
        return ("Look again" if self.row.sent_at else "Try again") if self.status == "stands" else ""

    @property
    def can_withdraw(self) -> bool:
        """Whether it is held up with nothing sent, so that the athlete can do without."""
        return self.status in ("waits", "stands") and self.row.sent_at is None

    @property
    def link(self) -> Link | None:
        """Where the athlete can help."""
        return reconnect_link(self.place) if self.row.reason in RECONNECT and not self.is_in_progress else None

    def _done(self) -> str:
        return f"Named as before {self.place.phrase}." if self.row.undoes_id else f"Renamed {self.place.phrase}."

    def _already(self) -> str:
        return f"It was already so {self.place.phrase}. Nothing was sent."

    def _conflict(self) -> str:
        to = f", to “{self.row.found_value}”" if self.row.found_value else "; it has no name there now"
        end = "tracekit leaves it so." if self.row.sent_at else "Nothing was written."
        return f"It was changed there meanwhile{to}. {end}"

    def _failed(self) -> str:
        return self._reason() if self.row.sent_at else f"{self._reason()} Nothing was changed."

    def _reason(self) -> str:
        return REASONS.get(self.row.reason, "{label} refused.").format(label=self.place.label, there=self.place.phrase)

    def _moves(self) -> str:
        return ""

    def _waits(self) -> str:
        label, until = self.place.label, self.row.connection.waiting_until
        if until and until > self.now:
            return f"Waits for {label}’s limit until {self._at(until)}. You can leave this page. It goes on."
        again = self._at(self.row.job_not_before, seconds=True)
        if self.row.state == State.ACCEPTED:
            return f"{label} said yes. tracekit looks once more whether it is there."
        if self.row.sent_at:
            return f"We do not know whether {label} took it. tracekit looks before it tries again, at {again}."
        return f"{label} does not answer. Nothing was sent yet; tracekit asks again at {again}."

    def _stands(self) -> str:
        label = self.place.label
        why = self._reason() if self.row.reason else f"{label} does not answer."
        if self.row.state == State.ACCEPTED:
            return f"{why} It had said yes before; nobody has looked since."
        return f"{why} We do not know whether it was renamed." if self.row.sent_at else f"{why} Nothing was sent."

    def _at(self, moment: datetime, seconds: bool = False) -> str:
        here, day = moment.astimezone(self.account.zone), today(self.account)
        if here.date() != day:
            return local_time.format_date_and_time(here, day.year)
        return f"{here:%H:%M:%S}" if seconds else f"{here:%H:%M}"


def write_back_statuses(rows: Iterable[WriteBack], account: Account) -> list[WriteBackStatus]:
    """These write-backs in words; they are read with `with_status`."""
    now = timezone.now()
    return [WriteBackStatus(row, account, now) for row in rows]

"""How a connection is, in a badge and a sentence."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from activities.templatetags.figures import day_of_year, moment
from activities.units import number
from providers.errors import ProviderUnavailable
from providers.models import Connection, Pull
from providers.services.start_pull import JOBS
from providers.web.pages.error_messages import answer, failed


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """A badge (words, icon, look) and what there is to say; `needs` is `reconnect` or `pull` when a person has to act.

    `is_moving` says that a pull is under way and a page may look again.
    """

    say: str
    icon: str
    sentence: str
    look: str = ""
    needs: str = ""
    is_moving: bool = False

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to say but that."""
        return self.look == "whole"


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """A connection with its pull under way, if there is one, and how it stands."""

    connection: Connection
    pull: Pull | None
    standing: ConnectionStatus

    @property
    def place(self) -> ProviderLabel:
        """What it leads to, as pages name it."""
        return provider_label(self.connection.provider)

    @property
    def is_sandbox(self) -> bool:
        """Whether that is the sandbox."""
        registration = self.connection.known_registration
        return registration is not None and registration.is_sandbox

    @property
    def can_rename(self) -> bool:
        """Whether the athlete has allowed it to write."""
        return any(self.connection.can_write(field) for field in self.connection.platform.writable_fields)

    @property
    def share(self) -> int | None:
        """Percent of the time that a pull has to go back through; None while nobody knows how far that is."""
        if self.pull is None or self.pull.after is None or self.pull.reached is None:
            return None
        whole = (self.pull.started_at - self.pull.after).total_seconds()
        return max(0, min(100, round((self.pull.started_at - self.pull.reached).total_seconds() / whole * 100)))


@dataclass(frozen=True, slots=True)
class Work:
    """Whether a pull is queued or running, and whether one has stopped after its last try."""

    goes_on: bool
    has_stopped: bool


def connection_summaries(account: Account, **which: UUID) -> list[ConnectionSummary]:
    """Those of the current owner's (all, or `pk=…`), each with how it stands: two queries."""
    jobs = Job.objects.filter(kind__in=JOBS.values(), provider=OuterRef("provider"))
    stopped = jobs.filter(state=Job.State.STOPPED)
    pulls = {pull.connection_id: pull for pull in Pull.objects.filter(ended_at=None)}
    return [
        ConnectionSummary(
            one, pulls.get(one.pk), standing(one, pulls.get(one.pk), Work(one.goes_on, one.has_stopped), account)
        )
        for one in Connection.objects.filter(**which).annotate(
            goes_on=Exists(jobs.exclude(state=Job.State.STOPPED)), has_stopped=Exists(stopped)
        )
    ]


def standing(connection: Connection, pull: Pull | None, work: Work, account: Account) -> ConnectionStatus:
    """The worst that is true of it."""
    label = connection.platform.label
    if connection.state == Connection.State.RECONNECT:
        return ConnectionStatus(
            "Needs reconnecting", "stop", _reconnect(connection, label, account), "bad", needs="reconnect"
        )
    if connection.state == Connection.State.UNAVAILABLE:
        return ConnectionStatus(f"{label} is off", "warn", _unavailable(connection, label), "differs")
    if connection.is_paused:
        return ConnectionStatus("Paused by you", "clock", "New activities do not come in while it is paused.")
    if work.has_stopped:
        return ConnectionStatus(
            f"{label} is not answering", "warn", _stopped(connection, label), "differs", needs="pull"
        )
    if pull is None:
        last = f"Last looked {moment(connection.pulled_at, account)}." if connection.pulled_at else ""
        return ConnectionStatus("Connected", "check", f"Up to date. {last}".strip(), "whole")
    if not work.goes_on:
        return ConnectionStatus(
            "Stands still", "warn", _stands_still(connection, label, account), "differs", needs="pull"
        )
    return _under_way(connection, label, pull, account)


def _under_way(connection: Connection, label: str, pull: Pull, account: Account) -> ConnectionStatus:
    if connection.waiting_until and connection.waiting_until > timezone.now():
        until = moment(connection.waiting_until, account)
        say = f"{label} lets us ask again on {until}. {_so_far(pull)} Nothing for you to do."
        return ConnectionStatus(f"Waiting until {until}", "clock", say, is_moving=True)
    if connection.trouble:
        say = f"{failed(connection.trouble, label)}. We try again by ourselves; what is here stays. {_so_far(pull)}"
        return ConnectionStatus(f"{label} is not answering", "warn", say, "differs", is_moving=True)
    return ConnectionStatus(
        _kind(pull), "clock", f"{_so_far(pull)} You can leave this page. It goes on.", is_moving=True
    )


def _kind(pull: Pull) -> str:
    return "First pull" if pull.kind == Pull.Kind.FIRST else "Pulling"


def _so_far(pull: Pull) -> str:
    back = f", back to {pull.reached:%B %Y}" if pull.reached else ""
    return f"{number(pull.listed)} activities looked at{back}."


def _reconnect(connection: Connection, label: str, account: Account) -> str:
    stays = _stays(connection, account)
    return f"{failed('grant', label)}. {stays} Reconnect, and it goes on where it stopped."


def _stays(connection: Connection, account: Account) -> str:
    """How long that is which is here, while nothing can be fetched again."""
    kept = connection.platform.retention
    if kept is None:
        return "What is here stays."
    if connection.whole_at is None:
        return f"What is here stays for up to {kept.days} days."
    end = connection.whole_at + kept
    if end <= timezone.now():
        return "Of what was here, ids and links are left."
    return f"What is here stays until {day_of_year(end.astimezone(account.zone).date(), account)}."


def _unavailable(connection: Connection, label: str) -> str:
    try:
        _ = connection.registration
    except ProviderUnavailable as off:
        return f"{failed(off.code, label)}. The operator has to put that right. Your connection stays."
    who = "The operator knows." if settings.HOSTED else f"See {connection.platform.registration_url}."
    return f"{failed('inactive', label)}. {who} Your connection stays."


def _stands_still(connection: Connection, label: str, account: Account) -> str:
    why = failed(connection.trouble, label) if connection.trouble else "The pull did not come to its end"
    again = moment(connection.next_pull_at, account)
    return f"{why}. What is here stays. We ask again on {again}; Pull now asks at once."


def _stopped(connection: Connection, label: str) -> str:
    why = answer(connection.trouble, label) if connection.trouble else "something went wrong here"
    return f"Five tries failed: {why}. We stopped; what is here stays. Press Pull now to try again."

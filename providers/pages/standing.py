"""How a connection is, in a badge and a sentence."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.jobs.models import Job
from accounts.models import Account
from activities.places import Place, place_of
from activities.templatetags.figures import moment
from activities.units import number
from providers.errors import ProviderUnavailable
from providers.models import Connection, Pull
from providers.pages.sentences import answer, failed
from providers.services.begin import JOBS


@dataclass(frozen=True, slots=True)
class Standing:
    """A badge (words, icon, look) and what there is to say; `needs` is `reconnect` or `pull` when a person has to act.

    `is_moving` says that a pull is under way and a page may look again.
    """

    say: str
    icon: str
    sentence: str
    look: str = ""
    needs: str = ""
    is_moving: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A connection with its pull under way, if there is one, and how it stands."""

    connection: Connection
    pull: Pull | None
    standing: Standing

    @property
    def place(self) -> Place:
        """What it leads to, as pages name it."""
        return place_of(self.connection.provider)

    @property
    def is_made_up(self) -> bool:
        """Whether that is the sandbox."""
        try:
            return self.connection.registration.is_made_up
        except ProviderUnavailable:
            return False

    @property
    def can_rename(self) -> bool:
        """Whether the athlete has allowed it to write."""
        return any(self.connection.may_write(field) for field in self.connection.platform.writes)

    @property
    def share(self) -> int | None:
        """Percent of the time that a pull has to go back through; None while nobody knows how far that is."""
        if self.pull is None or self.pull.after is None or self.pull.reached is None:
            return None
        whole = (self.pull.started_at - self.pull.after).total_seconds()
        return max(0, min(100, round((self.pull.started_at - self.pull.reached).total_seconds() / whole * 100)))


def shown_connections(account: Account) -> list[Shown]:
    """All of the current owner's: two queries."""
    stopped = Job.objects.filter(kind__in=JOBS.values(), provider=OuterRef("provider"), state=Job.State.STOPPED)
    pulls = {pull.connection_id: pull for pull in Pull.objects.filter(ended_at=None)}
    return [
        Shown(one, pulls.get(one.pk), standing(one, pulls.get(one.pk), one.has_stopped, account))
        for one in Connection.objects.annotate(has_stopped=Exists(stopped))
    ]


def standing(connection: Connection, pull: Pull | None, has_stopped: bool, account: Account) -> Standing:
    """The worst that is true of it."""
    label = connection.platform.label
    if connection.state == Connection.State.RECONNECT:
        return Standing("Needs reconnecting", "stop", _reconnect(connection, label), "bad", needs="reconnect")
    if connection.state == Connection.State.UNAVAILABLE:
        return Standing(f"{label} is off", "warn", _unavailable(connection, label), "differs")
    if connection.is_paused:
        return Standing("Paused by you", "clock", "New activities do not come in while it is paused.")
    if has_stopped:
        return Standing(f"{label} is not answering", "warn", _stopped(connection, label), "differs", needs="pull")
    if pull and connection.waiting_until:
        until = moment(connection.waiting_until, account)
        say = f"{label} lets us ask again on {until}. {_so_far(pull)} Nothing for you to do."
        return Standing(f"Waiting until {until}", "clock", say, is_moving=True)
    if pull and connection.trouble:
        say = f"{failed(connection.trouble, label)}. We try again by ourselves; what is here stays. {_so_far(pull)}"
        return Standing(f"{label} is not answering", "warn", say, "differs", is_moving=True)
    if pull:
        return Standing(_kind(pull), "clock", f"{_so_far(pull)} You can leave this page. It goes on.", is_moving=True)
    last = f"Last looked {moment(connection.pulled_at, account)}." if connection.pulled_at else ""
    return Standing("Connected", "check", f"Up to date. {last}".strip(), "whole")


def _kind(pull: Pull) -> str:
    return "First pull" if pull.kind == Pull.Kind.FIRST else "Pulling"


def _so_far(pull: Pull) -> str:
    back = f", back to {pull.reached:%B %Y}" if pull.reached else ""
    return f"{number(pull.listed)} activities looked at{back}."


def _reconnect(connection: Connection, label: str) -> str:
    kept = connection.platform.retention
    until = f" for up to {kept.days} days" if kept else ""
    return f"{failed('grant', label)}. What is here stays{until}. Reconnect, and it goes on where it stopped."


def _unavailable(connection: Connection, label: str) -> str:
    try:
        _ = connection.registration
    except ProviderUnavailable as off:
        return f"{failed(off.code, label)}. The operator has to put that right. Your connection stays."
    return f"{failed('inactive', label)}. The operator knows. Your connection stays."


def _stopped(connection: Connection, label: str) -> str:
    why = answer(connection.trouble, label) if connection.trouble else "something went wrong here"
    return f"Five tries failed: {why}. We stopped; what is here stays. Press Pull now to try again."

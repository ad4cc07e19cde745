"""Whether everything is in: one sentence, what is under way, and what the last pulls brought."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from activities.units import number
from providers.models import Pull
from providers.web.pages.connection_status import ConnectionSummary, connection_summaries

RUNS = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A pull that has ended: when, from where, what came of it, and how many seconds it took."""

    ended_at: datetime
    place: ProviderLabel
    brought: str
    took_s: float


@dataclass(frozen=True, slots=True)
class SyncLook:
    """How all connections are now."""

    shown: list[ConnectionSummary]

    @property
    def is_moving(self) -> bool:
        """Whether looking again soon makes sense."""
        return any(one.standing.is_moving for one in self.shown)

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        labels = {one.connection.pk: one.connection.platform.label for one in self.shown}
        waits = [labels[one.connection.pk] for one in self.shown if one.standing.needs]
        moves = [labels[one.connection.pk] for one in self.shown if one.standing.is_moving]
        rests = [labels[one.connection.pk] for one in self.shown if not one.standing.is_well]
        if waits:
            return f"{' and '.join(waits)} {'waits' if len(waits) == 1 else 'wait'} for you."
        if moves:
            return f"A pull from {' and '.join(moves)} is under way."
        if rests:
            return f"Nothing comes in from {' and '.join(rests)} for now."
        return "Everything is in." if self.shown else "Nothing is connected."


def sync_look(account: Account) -> SyncLook:
    """Two queries."""
    return SyncLook(connection_summaries(account))


def last_runs() -> list[Run]:
    """The last pulls that have ended, newest first: one query."""
    pulls = Pull.objects.exclude(ended_at=None).select_related("connection").order_by("-started_at")[:RUNS]
    return [
        Run(
            one.ended_at,
            provider_label(one.connection.provider),
            brought(one),
            (one.ended_at - one.started_at).total_seconds(),
        )
        for one in pulls
        if one.ended_at
    ]


def brought(pull: Pull) -> str:
    """What a pull brought: `3 new. 1,877 confirmed.`"""
    said = [f"{number(pull.new)} new." if pull.new else "Nothing new."]
    confirmed = pull.listed - pull.left_out - pull.new
    if pull.after is None and confirmed > 0:
        said.append(f"{number(confirmed)} confirmed.")
    if pull.left_out:
        said.append(f"{number(pull.left_out)} left out, since they could not be read.")
    return " ".join(said)

"""How the install is, in numbers and times: nothing of what anybody does."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accounts.jobs.kinds import PERIODIC_TASKS, PeriodicTask
from accounts.jobs.models import Job, ScheduledRun, Worker
from accounts.jobs.querysets import RECEIVING_WITHIN
from accounts.models import Account
from providers.models import Connection
from providers.registrations import registration_for
from providers.registry import PLATFORMS

LATE = 2
"""So many slots after the beginning of its last one a chore is overdue."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: how many are in each state, and for how many seconds the oldest that is due has waited."""

    name: str
    queued: int
    running: int
    stopped: int
    waited_s: float | None


@dataclass(frozen=True, slots=True)
class Chore:
    """Something of the timetable: every how many seconds it is due, and when it was begun last."""

    name: str
    every_s: float
    last: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A platform: how it is offered to athletes, and how many connections to it are in each state."""

    label: str
    how: str
    connected: int
    reconnect: int
    unavailable: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the desk's first page shows."""

    accounts: int
    locked: int
    alive: int
    hearing: int
    kinds: list[Kind]
    chores: list[Chore]
    offers: list[Offer]
    agreement: str

    @property
    def jobs(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return {state: sum(getattr(kind, state) for kind in self.kinds) for state in Job.State.values}

    @property
    def waited_s(self) -> float | None:
        """For how many seconds the oldest job that is due has waited; None while nothing waits."""
        return max((kind.waited_s for kind in self.kinds if kind.waited_s is not None), default=None)


def figures() -> Figures:
    """All of it, in five queries."""
    now = timezone.now()
    accounts = Account.objects.aggregate(accounts=Count("pk"), locked=Count("pk", filter=Q(is_active=False)))
    hearing = Count("pk", filter=Q(last_message_at__gt=now - RECEIVING_WITHIN))
    workers = Worker.objects.alive(now).aggregate(alive=Count("pk"), hearing=hearing)
    return Figures(
        **accounts,
        **workers,
        kinds=_kinds(now),
        chores=_chores(now),
        offers=_offers(),
        agreement=settings.STRAVA_AGREEMENT,
    )


def _offers() -> list[Offer]:
    counts = {state: Count("pk", filter=Q(state=state)) for state in Connection.State.values}
    found = {one.pop("provider"): one for one in Connection.across_accounts.values("provider").annotate(**counts)}
    none = dict.fromkeys(Connection.State.values, 0)
    return [Offer(one.label, _how(name), **found.get(name, none)) for name, one in PLATFORMS.items()]


def _how(platform: str) -> str:
    registration = registration_for(platform)
    if registration is None:
        return "not offered"
    return "made up, by the sandbox" if registration.is_sandbox else "with this install’s application"


def _kinds(now: datetime) -> list[Kind]:
    counts = {state: Count("pk", filter=Q(state=state)) for state in Job.State.values}
    oldest = Min("not_before", filter=Q(state=Job.State.QUEUED, not_before__lte=now))
    jobs = Job.across_accounts.order_by("kind").values("kind").annotate(**counts, oldest=oldest)
    return [_kind(now, **job) for job in jobs]


def _kind(now: datetime, kind: str, oldest: datetime | None, **counts: int) -> Kind:
    return Kind(kind, **counts, waited_s=(now - oldest).total_seconds() if oldest else None)


def _chores(now: datetime) -> list[Chore]:
    last = dict(ScheduledRun.objects.values_list("task").annotate(Max("slot")))
    return [_chore(chore, last.get(chore.name), now) for chore in sorted(PERIODIC_TASKS, key=lambda one: one.name)]


def _chore(chore: PeriodicTask, last: datetime | None, now: datetime) -> Chore:
    is_overdue = last is None or now - last > LATE * chore.every
    return Chore(chore.name, chore.every.total_seconds(), last, is_overdue)

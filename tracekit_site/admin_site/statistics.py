"""Counts the contents of the install for its operators; no figure tells what an athlete does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accounts.erasure import ALARM_AFTER, Erasure
from accounts.jobs.kinds import PERIODIC_TASKS, PeriodicTask
from accounts.jobs.models import Job, ScheduledRun, Worker
from accounts.jobs.querysets import RECEIVING_WITHIN
from accounts.models import Account, SecurityEventKind
from accounts.services.approval import waiting_sign_ups
from accounts.services.security_log import count_events
from providers.services.platform_health import BreakerState, open_breakers
from tracekit_site.admin_site.daily_counts import DailyCounts, sign_up_counts, sync_counts
from tracekit_site.admin_site.outbox_statistics import OutboxStatistics, outbox_statistics
from tracekit_site.admin_site.platform_statistics import PlatformStatistics, platform_statistics
from tracekit_site.admin_site.unanswered_consents import UnansweredConsents, unusual_consents
from tracekit_site.services.proxy_faults import reported_faults

SECURITY_EVENTS_WITHIN = timedelta(days=1)
OVERDUE_AFTER_INTERVALS = 2
"""A periodic task is overdue this many intervals after the start of its last run's interval."""


@dataclass(frozen=True, slots=True)
class JobKindStatistics:
    """Counts the jobs of one kind by state; `waited_s` is how many seconds the oldest due one has waited."""

    name: str
    queued: int
    running: int
    stopped: int
    waited_s: float | None


@dataclass(frozen=True, slots=True)
class PeriodicTaskStatistics:
    """Says how often a periodic task is due, and when the interval of its last run began."""

    name: str
    interval_s: float
    last_run_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class InstallStatistics:
    """Holds what the first page of the operator's admin shows."""

    accounts: int
    waiting: int
    suspended: int
    erasures_running: int
    erasures_late: int
    workers_alive: int
    workers_receiving: int
    outbox: OutboxStatistics
    job_kinds: list[JobKindStatistics]
    periodic_tasks: list[PeriodicTaskStatistics]
    platforms: list[PlatformStatistics]
    open_breakers: list[BreakerState]
    unusual_consents: list[UnansweredConsents]
    agreement: str
    proxy_faults: list[str]
    security_events: dict[str, int]
    charts: list[DailyCounts]

    @property
    def jobs(self) -> dict[str, int]:
        """Returns how many jobs are in each state."""
        return {state: sum(getattr(kind, state) for kind in self.job_kinds) for state in Job.State.values}

    @property
    def waited_s(self) -> float | None:
        """Returns how many seconds the oldest due job has waited; None while no job is due."""
        return max((kind.waited_s for kind in self.job_kinds if kind.waited_s is not None), default=None)


def install_statistics() -> InstallStatistics:
    """Returns the statistics, in thirteen queries."""
    now = timezone.now()
    receiving = Count("pk", filter=Q(last_message_at__gt=now - RECEIVING_WITHIN))
    workers = Worker.objects.alive(now).aggregate(workers_alive=Count("pk"), workers_receiving=receiving)
    return InstallStatistics(
        **_count_accounts(),
        **_count_erasures(now),
        **workers,
        outbox=outbox_statistics(now),
        job_kinds=_job_kinds(now),
        periodic_tasks=_periodic_tasks(now),
        platforms=platform_statistics(),
        open_breakers=open_breakers(),
        unusual_consents=unusual_consents(now),
        agreement=settings.STRAVA_AGREEMENT,
        proxy_faults=reported_faults(),
        security_events=_security_events(),
        charts=[sign_up_counts(now), sync_counts(now)],
    )


def _count_accounts() -> dict[str, int]:
    waiting = Q(pk__in=waiting_sign_ups().values("pk"))
    return Account.objects.aggregate(
        accounts=Count("pk"),
        waiting=Count("pk", filter=waiting),
        suspended=Count("pk", filter=Q(is_active=False, closed_at=None)),
    )


def _count_erasures(now: datetime) -> dict[str, int]:
    late = Count("pk", filter=Q(confirmed_at__lte=now - ALARM_AFTER))
    return Erasure.objects.running().aggregate(erasures_running=Count("pk"), erasures_late=late)


def _security_events() -> dict[str, int]:
    """Returns how many security events of each kind the last day had, by the kind's label."""
    counts = count_events(SECURITY_EVENTS_WITHIN)
    return {kind.label: counts.get(kind.value, 0) for kind in SecurityEventKind}


def _job_kinds(now: datetime) -> list[JobKindStatistics]:
    counts = {state: Count("pk", filter=Q(state=state)) for state in Job.State.values}
    oldest = Min("not_before", filter=Q(state=Job.State.QUEUED, not_before__lte=now))
    rows = Job.across_accounts.order_by("kind").values("kind").annotate(**counts, oldest=oldest)
    return [_job_kind(now, **row) for row in rows]


def _job_kind(now: datetime, kind: str, oldest: datetime | None, **counts: int) -> JobKindStatistics:
    return JobKindStatistics(kind, **counts, waited_s=(now - oldest).total_seconds() if oldest else None)


def _periodic_tasks(now: datetime) -> list[PeriodicTaskStatistics]:
    last_runs = dict(ScheduledRun.objects.values_list("task").annotate(Max("slot")))
    return [
        _periodic_task(task, last_runs.get(task.name), now)
        for task in sorted(PERIODIC_TASKS, key=lambda task: task.name)
    ]


def _periodic_task(task: PeriodicTask, last_run_at: datetime | None, now: datetime) -> PeriodicTaskStatistics:
    is_overdue = last_run_at is None or now - last_run_at > OVERDUE_AFTER_INTERVALS * task.every
    return PeriodicTaskStatistics(task.name, task.every.total_seconds(), last_run_at, is_overdue)

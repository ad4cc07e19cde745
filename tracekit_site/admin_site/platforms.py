"""Shows operators how calls to platforms go: numbers of the install, never of an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Transmission
from providers.models import CallCount, WebhookSubscription
from providers.registrations import SANDBOX
from providers.registry import PLATFORMS
from providers.services.budget_bars import BudgetBar, budget_bars
from providers.services.platform_health import BreakerState, breaker_states
from tracekit_site.admin_site.platform_statistics import PlatformStatistics, platform_statistics

LAST_DAY, LAST_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """Counts the calls of a platform that had one outcome: `ok`, or the code of an error."""

    label: str
    outcome: str
    last_day: int
    last_week: int


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """Counts what was sent to a platform within a day for one purpose."""

    label: str
    purpose: str
    count: int


@dataclass(frozen=True, slots=True)
class LaneRow:
    """Counts the jobs of one lane by state; `waited_s` is how many seconds the oldest due one has waited."""

    label: str
    queued: int = 0
    running: int = 0
    stopped: int = 0
    waited_s: float | None = None


@dataclass(frozen=True, slots=True)
class PlatformsPage:
    """Holds what the page shows."""

    platforms: list[PlatformStatistics]
    breakers: list[BreakerState]
    bars: list[BudgetBar]
    outcomes: list[OutcomeRow]
    purposes: list[PurposeRow]
    lanes: list[LaneRow]
    subscriptions: list[tuple[str, WebhookSubscription]]


def platforms_page() -> PlatformsPage:
    """Returns the page: seven queries, however many accounts there are."""
    now = timezone.now()
    return PlatformsPage(
        platforms=platform_statistics(),
        breakers=list(breaker_states().values()),
        bars=budget_bars(),
        outcomes=_outcomes(now),
        purposes=_purposes(now),
        lanes=_lanes(now),
        subscriptions=[(_label(row.registration_name), row) for row in WebhookSubscription.objects.order_by("pk")],
    )


def _outcomes(now: datetime) -> list[OutcomeRow]:
    """Returns the outcomes of a week, those of each platform by their number."""
    counts = CallCount.objects.filter(hour__gt=now - LAST_WEEK).values_list("provider", "registration_name", "outcome")
    last_day = Sum("count", filter=Q(hour__gt=now - LAST_DAY), default=0)
    rows = counts.annotate(last_day=last_day, last_week=Sum("count")).order_by(
        "provider", "registration_name", "-last_week"
    )
    return [
        OutcomeRow(_label(provider, registration), outcome, day, week)
        for provider, registration, outcome, day, week in rows
    ]


def _purposes(now: datetime) -> list[PurposeRow]:
    """Returns what a day sent to platforms, by purpose: the sums of what each athlete sees of their own account."""
    sent = Transmission.across_accounts.filter(receiver__in=PLATFORMS, hour__gt=now - LAST_DAY).order_by()
    sums = sent.values_list("receiver", "purpose").annotate(sum=Sum("count")).order_by("receiver", "-sum")
    return [PurposeRow(_label(receiver), purpose, count) for receiver, purpose, count in sums]


def _lanes(now: datetime) -> list[LaneRow]:
    """Returns the queue of every lane, the most urgent first."""
    states = {state: Count("pk", filter=Q(state=state)) for state in Job.State.values}
    oldest = Min("not_before", filter=Q(state=Job.State.QUEUED, not_before__lte=now))
    rows = {
        row["lane"]: row for row in Job.across_accounts.order_by("lane").values("lane").annotate(**states, at=oldest)
    }
    return [_lane_row(lane, rows.get(lane.value), now) for lane in Lane]


def _lane_row(lane: Lane, row: dict[str, int] | None, now: datetime) -> LaneRow:
    if row is None:
        return LaneRow(lane.label)
    states = {state: row[state] for state in Job.State.values}
    oldest: datetime | None = row["at"]  # type: ignore[assignment]
    return LaneRow(lane.label, **states, waited_s=(now - oldest).total_seconds() if oldest else None)


def _label(provider: str, registration: str = "") -> str:
    label = PLATFORMS[provider].label if provider in PLATFORMS else provider
    return f"{label} (sandbox)" if registration == SANDBOX else label

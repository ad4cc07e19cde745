"""Counts visits to consent pages from which nobody came back: a full application shows itself in no other way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from providers.models import OAuthState
from providers.registrations import SANDBOX
from providers.registry import PLATFORMS
from providers.services.authorization import STATE_LIFETIME

WITHIN = timedelta(days=7)
UNUSUAL_COUNT = 3
"""So many athletes who do not come back, and nobody after the first of them who does, are unusual."""


@dataclass(frozen=True, slots=True)
class UnansweredConsents:
    """Counts the athletes who went to a platform's consent page in the last days and did not come back in time."""

    label: str
    athletes: int
    registration_url: str


def unusual_consents(now: datetime) -> list[UnansweredConsents]:
    """Returns the platforms from which nobody comes back any more, in the order of the registry: one query."""
    unanswered = Q(answered_at=None, created_at__lt=now - STATE_LIFETIME)
    visits = OAuthState.across_accounts.filter(created_at__gt=now - WITHIN).exclude(registration_name=SANDBOX)
    rows = (
        visits.order_by()
        .values("provider")
        .annotate(
            athletes=Count("owner", filter=unanswered, distinct=True),
            first_at=Min("created_at", filter=unanswered),
            answered_at=Max("answered_at"),
        )
    )
    unusual = {row["provider"]: row["athletes"] for row in rows if _is_unusual(**row)}
    return [
        UnansweredConsents(platform.label, unusual[name], platform.registration_url)
        for name, platform in PLATFORMS.items()
        if name in unusual
    ]


def _is_unusual(provider: str, athletes: int, first_at: datetime | None, answered_at: datetime | None) -> bool:
    if first_at is None or athletes < UNUSUAL_COUNT:
        return False
    return answered_at is None or answered_at < first_at

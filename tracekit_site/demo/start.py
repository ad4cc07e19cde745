"""Starts a demo: creates its account and queues the job that fills it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from tracekit_site.demo.build import BUILD_KIND
from tracekit_site.demo.expire import EXPIRE_KIND

DEMO_LIFETIME = timedelta(hours=24)
MAX_DEMOS = 50
"""This many demos run at a time. For one more, the demo ends whose visitor has been away longest."""

IDLE_AFTER = timedelta(hours=2)
"""Sessions record a visit once in each hour, so a visitor without one for so long has been away for an hour or more."""

DEMO_TIME_ZONE = "Europe/Vienna"
"""The demo athlete lives in this zone."""


class DemosInUse(Exception):
    """Another demo cannot start: as many as may run are in use."""


def is_demo_offered() -> bool:
    """Returns whether strangers may start a demo: it has a setting of its own, and needs the sandbox."""
    return bool(settings.DEMO and settings.SANDBOX)


def start_demo() -> Account:
    """Returns a new account without a password that expires after a day; a job fills it. Raises DemosInUse."""
    _make_room()
    account = Account(
        email=f"demo-{secrets.token_hex(6)}@demo.invalid",
        time_zone=DEMO_TIME_ZONE,
        is_time_zone_confirmed=True,
        demo_until=timezone.now() + DEMO_LIFETIME,
    )
    account.set_unusable_password()
    account.save()
    enqueue_for(account, BUILD_KIND)
    return account


def _make_room() -> None:
    """Ends the demo that has been idle longest where no further one may run. Raises DemosInUse when none is idle."""
    running = Account.objects.filter(demo_until__gt=timezone.now())
    if running.count() < MAX_DEMOS:
        return
    idle = _idle_longest_first(running).first()
    if idle is None:
        raise DemosInUse
    Account.objects.filter(pk=idle.pk).update(demo_until=timezone.now())
    enqueue_for(idle, EXPIRE_KIND)


def _idle_longest_first(demos: QuerySet[Account]) -> QuerySet[Account]:
    """Returns the idle demos. A session expires SESSION_COOKIE_AGE after the visit that it recorded last."""
    last_visit_expires = timezone.now() - IDLE_AFTER + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    dated = demos.annotate(expires_at=Max("sessions__expire_date"))
    idle = dated.filter(Q(expires_at=None) | Q(expires_at__lt=last_visit_expires))
    return idle.order_by(F("expires_at").asc(nulls_first=True), "demo_until")

"""Reads in one query what the layout of every page shows, and whether a page would look the same as before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import ALIVE_WITHIN
from accounts.models import Account, DataVersion
from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from providers.models import Connection
from providers.registry import PLATFORMS

_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimeDependence:
    """Selects the rows that change a page although nothing is written.

    With `within`, `select` gets the instant that lies so long ago; without it, nothing.
    """

    select: Callable[..., "QuerySet[Any, Any]"]
    within: timedelta | None = None

    def arguments(self, now: datetime) -> list[datetime]:
        """Returns what `select` gets at an instant."""
        return [] if self.within is None else [now - self.within]


@dataclass(frozen=True, slots=True)
class PageState:
    """Holds the state of the current owner as pages need it.

    It says whether due jobs find no worker, whether anything is connected, which platform needs reconnecting, whether
    the account has jobs, whether time alone changes the page, and the version of the account's data.
    """

    is_work_stalled: bool = False
    has_connections: bool = False
    reconnect: str | None = None
    has_jobs: bool = False
    changes_with_time: bool = False
    version: int | None = None

    @property
    def reconnect_label(self) -> str:
        """Returns the label of the platform that needs reconnecting; empty when none does."""
        return PLATFORMS[self.reconnect].label if self.reconnect in PLATFORMS else ""


class PageStateQuery:
    """Reads the state for the pages of one view: one query."""

    def __init__(self, time_dependence: TimeDependence | None = None) -> None:
        self._arguments = time_dependence.arguments if time_dependence else lambda now: []
        instants = (_INSTANT, _INSTANT, *self._arguments(_INSTANT))
        self._query = PreparedQuery(lambda *instants: _query(time_dependence, *instants), *instants)

    def __call__(self) -> PageState:
        """Returns the state of the current owner; an empty one when the account was deleted meanwhile."""
        now = timezone.now()
        rows = self._query(now, now - ALIVE_WITHIN, *self._arguments(now))
        return PageState(*rows[0]) if rows else PageState(has_jobs=True)


def _query(
    time_dependence: TimeDependence | None, now: datetime, dead_before: datetime, *since: datetime
) -> "QuerySet[Account, Any]":
    has_worker = Exists(Worker.objects.alive(dead_before + ALIVE_WITHIN))
    stalled_jobs = Job.objects.exclude(state=Job.State.STOPPED).filter(~has_worker, not_before__lte=now)
    broken_connections = Connection.objects.filter(state=Connection.State.RECONNECT).order_by("provider")
    counts = DataVersion.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    return Account.objects.filter(pk=current_owner_id()).values_list(
        Exists(stalled_jobs),
        Exists(Connection.objects.all()),
        Subquery(broken_connections.values("provider")[:1]),
        Exists(Job.objects.all()),
        Exists(time_dependence.select(*since)) if time_dependence else Value(False),
        Subquery(counts.values_list(Sum("count"))),
    )


load_page_state = PageStateQuery()

"""Reads in one query what the layout of every page shows, and whether a page would look the same as before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import ALIVE_WITHIN
from accounts.models import Account, DataVersion
from accounts.notification_kinds import DescribedNotification
from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from accounts.unread_notifications import describe_newest, unread_columns
from providers.models import Connection, Pull
from providers.registry import PLATFORMS
from providers.web.pages.listed import format_listed

_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_navigation_counts: dict[str, Callable[[], Any]] = {}

CountT = TypeVar("CountT", bound=Callable[[], Any])


def navigation_count(name: str) -> Callable[[CountT], CountT]:
    """Decorates a function whose expression (a subquery, say) gives what the main navigation shows as `name`.

    Every page reads it with the rest of its state, so it must be cheap, and the current owner's alone.
    """

    def register(count: CountT) -> CountT:
        _navigation_counts[name] = count
        return count

    return register


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
    the account has jobs, whether time alone changes the page, the version of the account's data, and whether sign-in
    takes a second step. Of the first pull that is under way it holds the platform, the number of activities so far, and
    the earliest start among them; of the unread notifications their number, and the columns of the newest one. `counts`
    holds what each `navigation_count` gave.
    """

    is_work_stalled: bool = False
    has_connections: bool = False
    reconnect: str | None = None
    has_jobs: bool = False
    changes_with_time: bool = False
    version: int | None = None
    has_second_factor: bool = False
    import_provider: str | None = None
    import_count: int | None = None
    import_oldest_at: datetime | None = None
    unread_notifications: int | None = None
    newest_id: int | None = None
    newest_kind: str | None = None
    newest_provider: str | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def import_label(self) -> str:
        """Returns the label of the platform that is being imported for the first time; empty when none is."""
        return PLATFORMS[self.import_provider].label if self.import_provider in PLATFORMS else ""

    @property
    def import_progress(self) -> str:
        """Returns how much the first pull has listed so far: `1,240 activities so far, back to March 2021`."""
        return format_listed(self.import_count or 0, self.import_oldest_at)

    @property
    def reconnect_label(self) -> str:
        """Returns the label of the platform that needs reconnecting; empty when none does."""
        return PLATFORMS[self.reconnect].label if self.reconnect in PLATFORMS else ""

    @property
    def newest_notification(self) -> DescribedNotification | None:
        """Returns the newest unread notification, which its kind may word by a query; None when there is none."""
        return describe_newest(self.newest_id, self.newest_kind, self.newest_provider)


FIXED_COLUMNS = len(fields(PageState)) - 1
"""The counts follow after this many columns of the query."""


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
        if not rows:
            return PageState(has_jobs=True)
        columns: list[Any] = list(rows[0])
        columns[FIXED_COLUMNS:] = [dict(zip(_navigation_counts, columns[FIXED_COLUMNS:], strict=True))]
        return PageState(*columns)


def _query(
    time_dependence: TimeDependence | None, now: datetime, dead_before: datetime, *since: datetime
) -> "QuerySet[Account, Any]":
    has_worker = Exists(Worker.objects.alive(dead_before + ALIVE_WITHIN))
    stalled_jobs = Job.objects.exclude(state=Job.State.STOPPED).filter(~has_worker, not_before__lte=now)
    broken_connections = Connection.objects.filter(state=Connection.State.RECONNECT).order_by("provider")
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    imports = Pull.objects.filter(
        kind=Pull.Kind.FIRST,
        ended_at=None,
        connection__is_paused=False,
        connection__state=Connection.State.CONNECTED,
    ).order_by("started_at")
    counts = DataVersion.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    return Account.objects.filter(pk=current_owner_id()).values_list(
        Exists(stalled_jobs),
        Exists(Connection.objects.all()),
        Subquery(broken_connections.values("provider")[:1]),
        Exists(Job.objects.all()),
        Exists(time_dependence.select(*since)) if time_dependence else Value(False),
        Subquery(counts.values_list(Sum("count"))),
        Exists(factors),
        *(Subquery(imports.values(name)[:1]) for name in ("connection__provider", "listed_count", "oldest_listed_at")),
        *unread_columns(),
        *(count() for count in _navigation_counts.values()),
    )


load_page_state = PageStateQuery()

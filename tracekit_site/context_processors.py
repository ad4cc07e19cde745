"""Provides the context that the layout of every page needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, Subquery
from django.http import HttpRequest
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.scope import current_owner_id
from providers.models import Connection
from providers.registry import PLATFORMS


@dataclass(frozen=True, slots=True)
class LayoutContext:
    """Says whether due jobs find no worker, whether anything is connected, and which platform needs reconnecting."""

    is_work_stalled: bool = False
    has_connections: bool = False
    reconnect: str | None = None

    @property
    def reconnect_label(self) -> str:
        """Returns the label of the platform that needs reconnecting; empty when none does."""
        return PLATFORMS[self.reconnect].label if self.reconnect in PLATFORMS else ""


def layout_context() -> LayoutContext:
    """Returns the layout context of the current owner, in one query."""
    now = timezone.now()
    has_worker = Exists(Worker.objects.alive(now))
    stalled_jobs = Job.objects.exclude(state=Job.State.STOPPED).filter(~has_worker, not_before__lte=now)
    broken_connections = Connection.objects.filter(state=Connection.State.RECONNECT).order_by("provider")
    row = (
        Account.objects.filter(pk=current_owner_id())
        .values_list(
            Exists(stalled_jobs),
            Exists(Connection.objects.all()),
            Subquery(broken_connections.values("provider")[:1]),
        )
        .first()
    )
    return LayoutContext(*row) if row else LayoutContext()


def layout(request: HttpRequest) -> dict[str, Any]:
    """Returns the context of every page; `layout` runs its query once, when a template first uses it."""
    is_signed_in = hasattr(request, "user") and request.user.is_authenticated
    load_context: Callable[[], LayoutContext] = cache(layout_context) if is_signed_in else LayoutContext
    return {
        "signup_open": settings.SIGNUP == "open",
        "demo_offered": settings.SANDBOX,
        "layout": load_context,
    }

"""What the frame of every page shows."""

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
    """Whether work is due and no worker is there, whether anything is connected, and what needs reconnecting."""

    work_stands_still: bool = False
    has_connections: bool = False
    reconnect: str | None = None

    @property
    def reconnect_label(self) -> str:
        """What the platform is called that needs reconnecting."""
        return PLATFORMS[self.reconnect].label if self.reconnect in PLATFORMS else ""


def layout_context() -> LayoutContext:
    """Of the current owner. One query."""
    now = timezone.now()
    alive = Exists(Worker.objects.alive(now))
    waits = Job.objects.exclude(state=Job.State.STOPPED).filter(~alive, not_before__lte=now)
    broken = Connection.objects.filter(state=Connection.State.RECONNECT).order_by("provider")
    own = Account.objects.filter(pk=current_owner_id())
    said = own.values_list(Exists(waits), Exists(Connection.objects.all()), Subquery(broken.values("provider")[:1]))
    found = said.first()
    return LayoutContext(*found) if found else LayoutContext()


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; the query is asked when a page shows it, once, so fragments pay nothing."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    look: Callable[[], LayoutContext] = cache(layout_context) if signed_in else LayoutContext
    return {
        "signup_open": settings.SIGNUP == "open",
        "demo_offered": settings.SANDBOX,
        "frame": look,
    }

"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone

from accounts.jobs.models import Job, Worker


def work_stands_still() -> bool:
    """Whether work of the current owner is due and no worker is there to do it. One query."""
    now = timezone.now()
    alive = Exists(Worker.objects.alive(now))
    return Job.objects.exclude(state=Job.State.STOPPED).filter(~alive, not_before__lte=now).exists()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; what costs a query is asked when a page shows it, so fragments pay nothing."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    return {
        "signup_open": settings.SIGNUP == "open",
        "demo_offered": settings.SANDBOX,
        "work_stands_still": work_stands_still if signed_in else False,
    }

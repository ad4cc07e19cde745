"""Shows operators the erasures: when each is due and what it waits for, never whose it is."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timeuntil

from accounts.erasure import Erasure, ErasureQuerySet
from accounts.erasure_steps import steps_in_order
from accounts.jobs.read_only_admin import NONE, ReadOnlyAdmin, badge, instant_column


class ErasureAdmin(ReadOnlyAdmin):
    """Lists the confirmed erasures, the newest first; one that waits can be tried at once, or made to stop waiting."""

    fields = ("id", "state_badge", "time_left", "progress", "error", "failures", *("confirmed", "erased", "complete"))
    list_display = ("id", "state_badge", "time_left", "progress", "error", "confirmed")
    ordering = ("-confirmed_at",)
    actions = ("run_now", "force")

    confirmed: ClassVar = staticmethod(instant_column("confirmed_at", "Confirmed"))
    erased: ClassVar = staticmethod(instant_column("erased_at", "Data gone"))
    complete: ClassVar = staticmethod(instant_column("ended_at", "Complete"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Erasure]:
        return super().get_queryset(request).filter(confirmed_at__isnull=False)

    def can_apply(self, action: str, row: Erasure) -> bool:
        return row.ended_at is None

    @admin.display(description="State")
    def state_badge(self, erasure: Erasure) -> str:
        if erasure.ended_at:
            return badge("check", "complete", "success")
        if erasure in Erasure.objects.late(timezone.now()):
            return badge("warn", "late", "danger")
        return badge("clock", "waiting for platforms" if erasure.erased_at else "running")

    @admin.display(description="Time left")
    def time_left(self, erasure: Erasure) -> str:
        """Returns the time until the deadline in words."""
        if erasure.ended_at or erasure.deadline is None:
            return NONE
        return timeuntil(erasure.deadline) if erasure.deadline > timezone.now() else "none: it is overdue"

    @admin.display(description="Steps")
    def progress(self, erasure: Erasure) -> str:
        return f"{len(erasure.done_steps)} of {len(steps_in_order())}"

    @admin.action(description="Try again now", permissions=["view"])
    def run_now(self, request: HttpRequest, erasures: ErasureQuerySet) -> None:
        """Makes those that wait due, so that a worker or a web process goes on with them within seconds."""
        count = erasures.running().update(due_at=timezone.now())
        self.message_user(request, f"Going on now: {count}.")

    @admin.action(description="Stop waiting for platforms", permissions=["view"])
    def force(self, request: HttpRequest, erasures: ErasureQuerySet) -> None:
        """Lets no step wait for another or for a platform: what was kept to revoke grants is deleted."""
        count = erasures.running().update(due_at=timezone.now(), is_forced=True)
        self.message_user(request, f"Going on without waiting: {count}.")

"""Shows operators the erasures: when each is due and what it waits for, never whose it is."""

from datetime import timedelta
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timeuntil

from accounts.erasure import DEADLINE, Erasure, ErasureQuerySet
from accounts.erasure_steps import steps_in_order
from accounts.jobs.read_only_admin import NONE, Confirmation, ReadOnlyAdmin, badge, instant_column


class ErasureAdmin(ReadOnlyAdmin):
    """Lists the confirmed erasures, the newest first; one that waits can be tried at once, or made to stop waiting."""

    fields = (
        *("id", "state_badge", "time_left", "due", "progress", "step", "error", "failures"),
        *("confirmed", "erased", "complete"),
    )
    list_display = ("id", "state_badge", "time_left", "progress", "step", "error", "confirmed")
    ordering = ("-confirmed_at",)
    actions = ("run_now", "force")

    confirmations: ClassVar = {
        "force": Confirmation(
            "Stop waiting for platforms?",
            "The keys with which tracekit would end its access on connected services are deleted unused. People "
            "then have to remove tracekit there themselves, and the receipt says so. This can’t be undone.",
            "Stop waiting",
        )
    }

    confirmed: ClassVar = staticmethod(instant_column("confirmed_at", "Confirmed"))
    erased: ClassVar = staticmethod(instant_column("erased_at", "Data gone"))
    due: ClassVar = staticmethod(instant_column("deadline", "Deadline"))
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
        """Returns the time until the deadline as words, and as a bar that fills."""
        if erasure.ended_at or erasure.deadline is None:
            return NONE
        left = erasure.deadline - timezone.now()
        words = timeuntil(erasure.deadline) if left > timedelta() else "none: it is overdue"
        percent = min(100, round(100 * (DEADLINE - left) / DEADLINE))
        bar = '<span class="time-left">{}<progress value="{}" max="100" aria-label="Time passed"></progress></span>'
        return format_html(bar, words, percent)

    @admin.display(description="Steps")
    def progress(self, erasure: Erasure) -> str:
        return f"{len(erasure.done_steps)} of {len(steps_in_order())}"

    @admin.display(description="Current step")
    def step(self, erasure: Erasure) -> str:
        labels = (step.label for step in steps_in_order() if step.name not in erasure.done_steps)
        return NONE if erasure.ended_at else next(labels, NONE)

    @admin.action(description="Try again now", permissions=["view"])
    def run_now(self, request: HttpRequest, erasures: ErasureQuerySet) -> None:
        """Makes those that wait due, so that a worker or a web process goes on with them within seconds."""
        self._go_on(request, erasures, "Tried again at once.", due_at=timezone.now())

    @admin.action(description="Stop waiting for platforms", permissions=["view"])
    def force(self, request: HttpRequest, erasures: ErasureQuerySet) -> None:
        """Lets no step wait for another or for a platform: what was kept to revoke grants is deleted."""
        self._go_on(request, erasures, "No longer waits for platforms.", due_at=timezone.now(), is_forced=True)

    def _go_on(self, request: HttpRequest, erasures: ErasureQuerySet, message: str, **values: object) -> None:
        running = list(erasures.running())
        erasures.running().update(**values)
        self.report(request, running, message)

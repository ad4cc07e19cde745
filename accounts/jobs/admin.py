"""The operator's desk: jobs of all accounts, and the workers. Kinds, states and times, never what the work is about."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import ALIVE, HEARING, JobQuerySet
from accounts.jobs.read_only_admin import ReadOnlyAdmin, badge, instant_column
from accounts.jobs.services.retry import retry_job

BADGES: dict[str, tuple[str, str]] = {
    Job.State.QUEUED: ("clock", ""),
    Job.State.RUNNING: ("right", "whole"),
    Job.State.STOPPED: ("stop", "bad"),
}


class KindFilter(admin.SimpleListFilter):
    """Jobs of one registered kind."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterator[tuple[str, str]]:
        return ((name, name) for name in sorted(JOB_KINDS))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        kind = self.value()
        return queryset.filter(kind=kind) if kind in JOB_KINDS else queryset


class JobAdmin(ReadOnlyAdmin):
    """Every account's jobs, the newest first; a stopped one can be tried again."""

    fields = ("id", "kind", "lane", "shown_state", "attempts", "owner", "due", "lease", "worker")
    list_display = ("id", "kind", "lane", "shown_state", "attempts", "shown_owner", "due", "lease", "worker")
    list_filter = ("state", KindFilter, "lane")
    list_select_related = ("worker",)
    search_fields = ("owner",)
    search_help_text = "The id of an account."
    ordering = ("-id",)
    actions = ("try_again",)

    due: ClassVar = staticmethod(instant_column("not_before", "Not before"))
    lease: ClassVar = staticmethod(instant_column("lease_until", "Lease until"))

    def get_queryset(self, request: HttpRequest) -> JobQuerySet:
        return Job.across_accounts.order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """The jobs of one account; none for what is no id."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(owner_id=UUID(search_term.strip())), False
        except ValueError:
            return queryset.none(), False

    def fits(self, action: str, row: Job) -> bool:
        return row.state == Job.State.STOPPED

    @admin.display(description="State")
    def shown_state(self, job: Job) -> str:
        icon, state = BADGES.get(job.state, ("warn", ""))
        return badge(icon, job.state, state)

    @admin.display(description="Account")
    def shown_owner(self, job: Job) -> str:
        address = reverse("admin:accounts_account_change", args=[job.owner_id])
        return format_html('<a href="{}">{}</a>', address, job.owner_id)

    @admin.action(description="Try again", permissions=["view"])
    def try_again(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queues those of the chosen jobs that have stopped."""
        chosen = jobs.filter(state=Job.State.STOPPED).values_list("id", flat=True)
        count = sum(map(retry_job, chosen))
        words = "1 job is queued again." if count == 1 else f"{count} jobs are queued again."
        self.message_user(request, words if count else "None of them had stopped. Nothing was changed.")


class WorkerAdmin(ReadOnlyAdmin):
    """The processes that run jobs: those alive, and those that were of late."""

    fields = ("host", "pid", "shown_state", "seen", "heard", "running")
    list_display = ("host", "pid", "shown_state", "seen", "heard", "running")
    ordering = ("host", "pid")

    seen: ClassVar = staticmethod(instant_column("seen_at", "Seen"))
    heard: ClassVar = staticmethod(instant_column("heard_at", "Heard its queue"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Worker]:
        running = Count("jobs", filter=Q(jobs__state=Job.State.RUNNING))
        return super().get_queryset(request).annotate(running=running)

    @admin.display(description="State")
    def shown_state(self, worker: Worker) -> str:
        now = timezone.now()
        if worker.seen_at < now - ALIVE:
            return badge("stop", "not seen", "bad")
        hears = worker.heard_at is not None and worker.heard_at > now - HEARING
        return badge("check", "alive", "whole") if hears else badge("warn", "alive, hears nothing", "bad")

    @admin.display(description="Jobs running")
    def running(self, worker: Worker) -> int:
        return worker.running  # type: ignore[attr-defined]

"""Shows operators the jobs of all accounts and the workers: kinds, states and times, never what the work is about."""

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
from accounts.jobs.querysets import ALIVE_WITHIN, RECEIVING_WITHIN, JobQuerySet
from accounts.jobs.read_only_admin import ReadOnlyAdmin, badge, instant_column
from accounts.jobs.services.retry import retry_job

BADGES: dict[str, tuple[str, str]] = {
    Job.State.QUEUED: ("clock", ""),
    Job.State.RUNNING: ("right", "success"),
    Job.State.STOPPED: ("stop", "danger"),
}
"""The badge of each state has an icon and a style."""


class KindFilter(admin.SimpleListFilter):
    """Filters the jobs by a registered kind."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterator[tuple[str, str]]:
        return ((name, name) for name in sorted(JOB_KINDS))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        kind = self.value()
        return queryset.filter(kind=kind) if kind in JOB_KINDS else queryset


class JobAdmin(ReadOnlyAdmin):
    """Lists the jobs of every account, the newest first; a stopped job can be retried."""

    fields = ("id", "kind", "lane", "state_badge", "attempts", "owner", "not_before_time", "lease_end", "worker")
    list_display = (
        *("id", "kind", "lane", "state_badge", "attempts", "owner_link", "not_before_time", "lease_end", "worker"),
    )
    list_filter = ("state", KindFilter, "lane")
    list_select_related = ("worker",)
    search_fields = ("owner",)
    search_help_text = "The id of an account."
    ordering = ("-id",)
    actions = ("retry",)

    not_before_time: ClassVar = staticmethod(instant_column("not_before", "Not before"))
    lease_end: ClassVar = staticmethod(instant_column("lease_until", "Lease until"))

    def get_queryset(self, request: HttpRequest) -> JobQuerySet:
        return Job.across_accounts.order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """Returns the jobs of the account with that id; none for a text that is no id."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(owner_id=UUID(search_term.strip())), False
        except ValueError:
            return queryset.none(), False

    def can_apply(self, action: str, row: Job) -> bool:
        return row.state == Job.State.STOPPED

    @admin.display(description="State")
    def state_badge(self, job: Job) -> str:
        icon, style = BADGES.get(job.state, ("warn", ""))
        return badge(icon, job.state, style)

    @admin.display(description="Account")
    def owner_link(self, job: Job) -> str:
        address = reverse("admin:accounts_account_change", args=[job.owner_id])
        return format_html('<a href="{}">{}</a>', address, job.owner_id)

    @admin.action(description="Try again", permissions=["view"])
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queues those of the chosen jobs that have stopped."""
        stopped = list(jobs.filter(state=Job.State.STOPPED))
        self.report(request, [job for job in stopped if retry_job(job.pk)], "Queued again.")


class WorkerAdmin(ReadOnlyAdmin):
    """Lists the processes that run jobs, and those that ran some recently."""

    fields = ("host", "pid", "state_badge", "last_report", "last_message", "running_jobs")
    list_display = ("host", "pid", "state_badge", "last_report", "last_message", "running_jobs")
    ordering = ("host", "pid")

    last_report: ClassVar = staticmethod(instant_column("seen_at", "Seen"))
    last_message: ClassVar = staticmethod(instant_column("last_message_at", "Last message"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Worker]:
        running_jobs = Count("jobs", filter=Q(jobs__state=Job.State.RUNNING))
        return super().get_queryset(request).annotate(running_jobs=running_jobs)

    @admin.display(description="State")
    def state_badge(self, worker: Worker) -> str:
        now = timezone.now()
        if worker.seen_at < now - ALIVE_WITHIN:
            return badge("stop", "not seen", "danger")
        last_message_at = worker.last_message_at
        is_receiving = last_message_at is not None and last_message_at > now - RECEIVING_WITHIN
        if not is_receiving:
            return badge("warn", "alive, receives nothing", "danger")
        return badge("check", "alive", "success")

    @admin.display(description="Jobs running")
    def running_jobs(self, worker: Worker) -> int:
        return worker.running_jobs  # type: ignore[attr-defined]
